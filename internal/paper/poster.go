package paper

import (
	"bytes"
	"fmt"
	"image/png"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/pdf"
	"releve/internal/problem"
	"releve/internal/qr"
)

// Measures of a poster, in millimetres.
const (
	posterWidth  = 210
	posterHeight = 297
	posterEdge   = 16  // white on all sides
	posterGap    = 5   // between its parts
	posterCode   = 120 // side of the largest code
	posterLeast  = 60  // and of the smallest one, above which words become smaller
	posterStep   = 12  // room for the number of a step
	posterLogo   = 16  // height of a logo
	posterLogos  = 42  // width of the widest one
)

// poster draws where and how to fill a questionnaire in online.
type poster struct {
	job   Job
	words *locale.Catalogue
	d     *pdf.Document
	scale float64 // of all words
}

// posterPart is a part of a poster.
type posterPart struct {
	height float64
	draw   func(y float64)
}

// poster writes a poster of one page. The error is a problem: NotFound (paper.poster.link) without a link.
func (p *Printer) poster(w io.Writer, j Job) error {
	if j.Address == "" {
		return problem.New(problem.NotFound, "paper.poster.link", nil)
	}
	d := pdf.New(pdf.Info{Lang: string(j.Languages[0]), Title: j.Campaign.Title, Author: j.Campaign.Publisher})
	d.AddPage(posterWidth, posterHeight)
	a := poster{job: j, words: p.words, d: d, scale: 1}
	above, below := a.above(), a.below()
	for a.room(above, below) < posterLeast && a.scale > 0.5 {
		a.scale -= 0.05
		above, below = a.above(), a.below()
	}
	y := a.stack(above, posterEdge)
	side := min(a.room(above, below), posterCode)
	spare := max(0, a.room(above, below)-side)
	if err := a.code(y+spare/2, side); err != nil {
		return err
	}
	a.stack(below, y+spare+side+posterGap)
	if _, err := d.WriteTo(w); err != nil {
		return fmt.Errorf("print poster: %w", err)
	}
	return nil
}

// room returns how much height is left for the code.
func (a *poster) room(above, below []posterPart) float64 {
	left := float64(posterHeight - 2*posterEdge - posterGap)
	for _, b := range slices.Concat(above, below) {
		left -= b.height + posterGap
	}
	return left + posterGap
}

// stack draws parts one below the other and returns where the next one begins.
func (a *poster) stack(parts []posterPart, y float64) float64 {
	for _, b := range parts {
		b.draw(y)
		y += b.height + posterGap
	}
	return y
}

// said returns a text in each language of the poster; one that is the same in both stands there once.
func (a *poster) said(text func(*locale.Printer) string) []phrase {
	var all []phrase
	for _, tag := range a.job.Languages {
		s := text(a.words.Printer(tag))
		if s != "" && !slices.ContainsFunc(all, func(other phrase) bool { return other.text == s }) {
			all = append(all, phrase{tag: tag, text: s})
		}
	}
	return all
}

// message returns a message in each language of the poster.
func (a *poster) message(key string, args problem.Args) []phrase {
	return a.said(func(t *locale.Printer) string { return t.Text(key, args) })
}

// own returns a text of the campaign's own, which has one language.
func (a *poster) own(text string) []phrase {
	return []phrase{{tag: a.job.Campaign.Language, text: text}}
}

// above returns what stands above the code: the title, the service, three steps.
func (a *poster) above() []posterPart {
	k := a.job.Campaign
	all := []posterPart{a.centred(pdf.H1, pdf.Face{Size: 27, Bold: true}, a.own(k.Title))}
	if a.job.Participant != nil {
		all = append(all, a.centred(pdf.Paragraph, pdf.Face{Size: 18, Bold: true}, a.own(a.job.Participant.Name)))
	}
	return append(all, a.steps())
}

// below returns what stands below it: what to type instead, what is not asked, for what and when, who answers for it.
func (a *poster) below() []posterPart {
	k := a.job.Campaign
	small := pdf.Face{Size: 10.5, Gray: 0.25}
	publisher := k.Publisher
	if publisher == "" {
		publisher = strings.Repeat("…", 12)
	}
	all := []posterPart{
		a.centred(pdf.Paragraph, pdf.Face{Size: 12}, a.message("poster.type", nil)),
		a.centred(pdf.Paragraph, pdf.Face{Size: 20, Bold: true}, a.own(a.job.Home+"\n"+path.Base(a.job.Address))),
		a.centred(pdf.Paragraph, pdf.Face{Size: 14, Bold: true}, a.message("page.notice.short", nil)),
		a.centred(pdf.Paragraph, small, a.said(func(t *locale.Printer) string { return k.ProcedureText.In(t.Tag()) })),
		a.centred(pdf.Paragraph, small, a.said(func(t *locale.Printer) string { return Period(t, k) })),
	}
	if len(k.Logos) > 0 {
		all = append(all, a.logos())
	}
	small.Size = 8.5
	return append(all, a.centred(pdf.Paragraph, small, a.message("poster.publisher", problem.Args{"publisher": publisher})))
}

// Period writes the first and the last day of a campaign, or that it has no end.
func Period(t *locale.Printer, k *campaign.Campaign) string {
	if k.To == "" {
		return t.Text("desk.period.open", problem.Args{"from": t.Date(k.From)})
	}
	return t.Text("desk.period", problem.Args{"from": t.Date(k.From), "to": t.Date(k.To)})
}

// spacing is the height of a line of text in sizes of type.
const spacing = 1.25 * 25.4 / 72

// centred is a text in the middle; a second language is lighter.
func (a *poster) centred(tag pdf.Tag, f pdf.Face, said []phrase) posterPart {
	f.Size *= a.scale
	const width = posterWidth - 2*posterEdge
	lines := 0
	for _, s := range said {
		lines += len(pdf.Lines(f, s.text, width))
	}
	return posterPart{height: float64(lines) * f.Size * spacing, draw: func(y float64) {
		face := f
		for _, s := range said {
			a.d.Tagged(tag, string(s.tag), "", func() {
				for _, line := range pdf.Lines(face, s.text, width) {
					y += face.Size * spacing
					a.d.Text((posterWidth-pdf.Width(face, line))/2, y-0.3*face.Size*spacing, face, line)
				}
			})
			face.Gray = max(face.Gray, 0.35)
		}
	}}
}

// steps is what to do, one after the other.
func (a *poster) steps() posterPart {
	asked := a.job.Campaign.Form().Touches()
	strong, soft := pdf.Face{Size: 16 * a.scale, Bold: true}, pdf.Face{Size: 12 * a.scale, Gray: 0.3}
	if len(a.job.Languages) > 1 {
		strong.Size *= 0.85
	}
	named := a.said(func(t *locale.Printer) string {
		var all []string
		for _, q := range asked {
			all = append(all, q.Short.In(t.Tag()))
		}
		return strings.Join(all, " · ")
	})
	steps := []posterPart{
		a.step(1, strong, a.message("poster.scan", nil), soft, nil),
		a.step(2, strong, a.message("poster.tick", problem.Args{"n": len(asked)}), soft, named),
		a.step(3, strong, a.message("poster.send", nil), soft, nil),
	}
	whole := posterPart{height: -posterGap / 2}
	for _, s := range steps {
		whole.height += s.height + posterGap/2
	}
	whole.draw = func(y float64) {
		a.d.Tagged(pdf.List, "", "", func() {
			for _, s := range steps {
				a.d.Tagged(pdf.Item, "", "", func() { s.draw(y) })
				y += s.height + posterGap/2
			}
		})
	}
	return whole
}

// step is one thing to do, with its number before it.
func (a *poster) step(n int, strong pdf.Face, said []phrase, soft pdf.Face, more []phrase) posterPart {
	const left = posterEdge + posterStep
	const width = posterWidth - posterEdge - left
	height := 0.0
	for _, s := range said {
		height += float64(len(pdf.Lines(strong, s.text, width))) * strong.Size * spacing
	}
	for _, s := range more {
		height += float64(len(pdf.Lines(soft, s.text, width))) * soft.Size * spacing
	}
	side := 8.5 * a.scale
	return posterPart{height: max(height, side), draw: func(y float64) {
		number := pdf.Face{Size: 15 * a.scale, Bold: true, Gray: 1}
		text := strconv.Itoa(n)
		a.d.Tagged(pdf.Paragraph, "", "", func() {
			a.d.Fill(posterEdge, y, side, side, 0)
			a.d.Text(posterEdge+(side-pdf.Width(number, text))/2, y+side/2+0.36*number.Size*25.4/72, number, text)
		})
		write := func(f pdf.Face, said []phrase) {
			for _, s := range said {
				a.d.Tagged(pdf.Paragraph, string(s.tag), "", func() {
					for _, line := range pdf.Lines(f, s.text, width) {
						y += f.Size * spacing
						a.d.Text(left, y-0.3*f.Size*spacing, f, line)
					}
				})
			}
		}
		write(strong, said)
		write(soft, more)
	}}
}

// code draws the address as a QR code.
func (a *poster) code(y, side float64) error {
	runs, modules, err := qr.Runs(a.job.Address)
	if err != nil {
		return fmt.Errorf("draw code: %w", err)
	}
	alt := a.words.Printer(a.job.Languages[0]).Text("poster.qr", problem.Args{"address": a.job.Address})
	module, left := side/float64(modules), (posterWidth-side)/2
	a.d.Tagged(pdf.Figure, "", alt, func() {
		for _, r := range runs {
			a.d.Fill(left+float64(r.X)*module, y+float64(r.Y)*module, float64(r.Length)*module, module, 0)
		}
	})
	return nil
}

// logos is the partners' logos beside one another, in as many rows as it takes.
func (a *poster) logos() posterPart {
	type picture struct {
		name    string
		data    []byte
		x, y, w float64
	}
	height := posterLogo * a.scale
	var all []picture
	x, y, first := 0.0, 0.0, 0
	const width = posterWidth - 2*posterEdge
	centre := func(end int) {
		for i := first; i < end; i++ {
			all[i].x += (width - x + posterGap) / 2
		}
		first = end
	}
	for i, l := range a.job.Campaign.Logos {
		wide := min(logoRatio(l.Image)*height, posterLogos)
		if x+wide > width {
			centre(i)
			x, y = 0, y+height+posterGap/2
		}
		all = append(all, picture{l.Name, l.Image, x, y, wide})
		x += wide + posterGap
	}
	centre(len(all))
	return posterPart{height: y + height, draw: func(top float64) {
		for _, l := range all {
			high := l.w / logoRatio(l.data)
			a.d.Tagged(pdf.Figure, "", l.name, func() {
				a.d.Image(l.data, posterEdge+l.x, top+l.y+(height-high)/2, l.w, high)
			})
		}
	}}
}

// logoRatio returns how much wider than high a picture is.
func logoRatio(data []byte) float64 {
	c, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil || c.Width == 0 || c.Height == 0 {
		return 1
	}
	return float64(c.Width) / float64(c.Height)
}
