package paper

import (
	"releve/internal/locale"
	"releve/internal/pdf"
	"releve/internal/problem"
)

// headWidth is how wide the head of a slip is, up to the white around its code.
const headWidth = short - inner - codeSide - quiet - 2 - headLeft

// headLeft is where it begins.
const headLeft = inner + 1

// titleStyles are how the campaign's title, and what stands below it, are set.
func (k *composer) titleStyles() (title, below style) {
	if k.job.Kind == Tally {
		return style{sizes: sizes(14, 11), bold: true, most: 1}, style{sizes: sizes(8.5, tallyMin), gray: 0.3, most: 1, join: true}
	}
	return style{sizes: sizes(16, 11), bold: true, most: 1}, style{sizes: sizes(9, pointsMin), gray: 0.3, most: 1, join: true}
}

// header composes what stands above the questions of a slip.
func (k *composer) header() {
	y := k.headline(Rect{headLeft, footEdge, headWidth, 0})
	y = k.service(Rect{headLeft + headWidth/2, y - 5.5, headWidth / 2, 5.5})
	y = k.procedure(Rect{headLeft, y + 1, headWidth, 0})
	k.y = max(y+1, slipTop)
	k.y = k.strip(Rect{slipLeft, k.y, slipWidth, 0}, besideOneAnother()) + 0.5
}

// headline writes what is asked: the campaign's title, what the questionnaire is called, for what one sheet or line
// stands. It returns where that ends.
func (k *composer) headline(at Rect) float64 {
	c, y := k.now, at.Y
	large, st := k.titleStyles()
	title := large.set([]phrase{{tag: k.c.Language, text: k.c.Title}}, at.W)
	c.place(title, pdf.H1, at.X, y)
	y += title.height()
	width := at.W
	if k.job.Kind == Slip {
		width = at.W/2 - 2 // beside it stands the service
	}
	kind := st.set(k.kind(k.job.Languages), width)
	if k.c.Fictitious {
		st.bold, st.gray = true, 0
		kind = st.set(k.message(k.job.Languages, "paper.fictitious", nil), width)
	}
	if k.job.Kind == Slip {
		c.place(kind, pdf.Paragraph, at.X, y+max(0, 5.5-kind.height())/2)
	} else {
		c.place(kind, pdf.Paragraph, at.X, y)
	}
	return y + max(5.5, most(func(tags []locale.Tag) float64 { return st.set(k.kind(tags), width).height() }))
}

// kind says for what one sheet, or one line, stands.
func (k *composer) kind(tags []locale.Tag) []phrase {
	return k.said(tags, func(p *locale.Printer) string {
		nouns := k.form.RowNoun
		if k.job.Kind == Slip && k.form.Repeat() != nil {
			nouns = k.form.SheetNoun
		}
		key := "paper.slip"
		if k.job.Kind == Tally {
			key = "paper.tally"
		}
		said := p.Text(key, problem.Args{"noun": noun(nouns, p.Tag())})
		if name := k.form.Title.In(p.Tag()); k.job.Kind == Tally && len(tags) == 1 && name != k.c.Title {
			said = name + " · " + said
		}
		return said
	})
}

// service writes for which service the sheet is, or leaves a line to write it on. It returns where that ends.
func (k *composer) service(at Rect) float64 {
	st := style{sizes: sizes(9.5, tallyMin), gray: 0.3, most: 1, join: true}
	name := st.set(k.message(k.job.Languages, "paper.service", nil), at.W/3)
	c := k.now
	left := at.X + name.width() + 2
	width := at.X + at.W - left
	if k.job.Participant == nil {
		c.place(name, pdf.Paragraph, at.X, at.Y+at.H/2-name.height()/2)
		c.within("", "", "", func() { c.line(left, at.Y+at.H-0.8, left+width, at.Y+at.H-0.8) })
		return at.Y + at.H
	}
	who := style{sizes: sizes(10.5, tallyMin), bold: true, most: 1}
	set := who.set([]phrase{{tag: k.c.Language, text: k.job.Participant.Name, shortened: k.job.Participant.Code}}, width)
	c.place(name, pdf.Paragraph, at.X, at.Y+at.H/2-name.height()/2)
	c.place(set, pdf.Paragraph, left, at.Y+at.H/2-set.height()/2)
	return at.Y + at.H
}

// procedure writes what one procedure is. It returns where that ends.
func (k *composer) procedure(at Rect) float64 {
	said := func(tags []locale.Tag) setting {
		words := k.said(tags, func(p *locale.Printer) string { return k.c.ProcedureText.In(p.Tag()) })
		st := style{sizes: k.larger(tags, 8, pointsMin), most: 2}
		if !st.fits(words, at.W) {
			st.most = 3
		}
		return st.set(words, at.W)
	}
	k.now.place(said(k.job.Languages), pdf.Paragraph, at.X, at.Y)
	return at.Y + most(func(tags []locale.Tag) float64 { return said(tags).height() })
}

// shares are where three instructions begin, and where the last one ends, in widths of the place for them.
type shares [4]float64

func besideOneAnother() shares { return shares{0, 0.21, 0.64, 1} }

func belowOneAnother() shares { return shares{0, 1, 2, 3} }

// strip draws how boxes are crossed and corrected: three instructions beside one another, or below one another. It returns
// where it ends.
func (k *composer) strip(at Rect, share shares) float64 {
	const sign = 4.2
	step, stacked := 0.0, share == belowOneAnother()
	keys := [3]string{"paper.cross", "paper.black", "paper.pen"}
	set := func(tags []locale.Tag, i int) setting {
		st := style{sizes: sizes(8, tallyMin), most: 1}
		if k.job.Kind == Slip {
			st = style{sizes: k.larger(tags, 7.5, pointsMin), most: 1}
		}
		return st.set(k.message(tags, keys[i], nil), at.W*(share[i+1]-share[i])-k.signs(i)-2)
	}
	height := most(func(tags []locale.Tag) float64 {
		return max(set(tags, 0).height(), set(tags, 1).height(), set(tags, 2).height(), sign+1)
	})
	if stacked {
		step = height + 0.6
	}
	for i := range keys {
		x, middle := at.X, at.Y+height/2+float64(i)*step
		if !stacked {
			x += at.W * share[i]
		}
		words := set(k.job.Languages, i)
		k.now.within("", "", "", func() { k.sign(i, Point{x + sign/2 + 0.2, middle}) })
		k.now.place(words, pdf.Paragraph, x+k.signs(i), middle-words.height()/2)
	}
	return at.Y + height + 2*step
}

// signs returns how wide the drawing beside an instruction is.
func (*composer) signs(i int) float64 { return [3]float64{6.2, 12.2, 6.2}[i] }

// sign draws a box as an instruction means it: crossed; blackened, and the right one crossed; a pen's stroke.
func (k *composer) sign(i int, at Point) {
	const side = 4.0
	c := k.now
	cross := func(at Point) {
		c.box(at, side)
		for _, up := range []float64{1, -1} {
			c.draw(thing{what: rule, area: Rect{at.X - 1.5, at.Y - 1.5*up, 3, 3 * up}, line: 0.5})
		}
	}
	switch i {
	case 0:
		cross(at)
	case 1:
		c.box(at, side)
		c.shade(Rect{at.X - side/2 + 0.35, at.Y - side/2 + 0.35, side - 0.7, side - 0.7}, 0)
		cross(Point{at.X + 6, at.Y})
	default:
		c.draw(thing{what: rule, area: Rect{at.X - 1.6, at.Y + 1.4, 3.4, -3.4}, line: 0.9})
		c.draw(thing{what: rule, area: Rect{at.X - 2, at.Y + 2, 4, 0}, line: 0.2})
	}
}
