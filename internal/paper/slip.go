package paper

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/pdf"
	"releve/internal/problem"
)

// Measures of a slip.
const (
	slipLeft, slipRight = headLeft, short - headLeft
	slipWidth           = slipRight - slipLeft
	slipPitch           = 7.2  // between the middles of boxes below one another, at least
	slipTop             = 35.6 // where a later page begins below its code
	labelAt             = 6.1  // from the left edge of a box to its key
	keyRoom             = 2.9  // for a key of one sign
	gapBelow            = 0.6  // between two questions, at least
	mostGrowth          = 12.0 // of the place for a comment
	mostAir             = 4.5  // that is added to it where a page has room
	slipRows            = 2    // rows of a repeat on a slip
)

// block is a step of a slip that stays together on a page.
type block struct {
	height float64
	draw   func(more float64) // from the height k.y on, so much higher
	grows  bool               // it can be higher
}

// slip composes one sheet of paper for one filled questionnaire.
func (k *composer) slip() error {
	k.slipPage()
	k.header()
	blocks := []block{k.date()}
	for _, q := range k.form.Questions {
		if b, ok := k.question(q, 0); ok {
			blocks = append(blocks, b)
		}
	}
	if err := k.flow(blocks); err != nil {
		return err
	}
	if err := k.rows(); err != nil {
		return err
	}
	k.feet()
	return nil
}

// rows composes the rows of a repeat, each beginning a page of its own.
func (k *composer) rows() error {
	r := k.form.Repeat()
	if r == nil {
		return nil
	}
	for line := 1; line <= min(slipRows, max(1, int(r.Max))); line++ {
		k.slipPage()
		k.rowHead(r, line)
		var blocks []block
		for _, q := range r.Questions {
			if b, ok := k.question(q, line); ok {
				blocks = append(blocks, b)
			}
		}
		if err := k.flow(blocks); err != nil {
			return err
		}
	}
	return nil
}

// flow draws blocks one below the other, on as many pages as it takes, and spreads what is left of a page between them.
func (k *composer) flow(blocks []block) error {
	for len(blocks) > 0 {
		n, used := 0, 0.0
		for n < len(blocks) && k.y+used+blocks[n].height <= k.end+0.01 {
			used += blocks[n].height + gapBelow
			n++
		}
		if n == 0 && k.y <= slipTop {
			return problem.New(problem.Invalid, "paper.tall", nil)
		}
		k.spread(blocks[:n], max(0, k.end-k.y-used))
		if blocks = blocks[n:]; len(blocks) > 0 {
			k.slipPage()
		}
	}
	return nil
}

// spread draws the blocks of a page and gives them what is left of it: to the place for a comment, then between them.
func (k *composer) spread(blocks []block, left float64) {
	more := 0.0
	if slices.ContainsFunc(blocks, func(b block) bool { return b.grows }) {
		more = min(left, mostGrowth)
	}
	air := min(mostAir, (left-more)/float64(max(1, len(blocks))))
	for _, b := range blocks {
		if !b.grows {
			b.draw(0)
		} else {
			b.draw(more)
			k.y, more = k.y+more, 0
		}
		k.y += b.height + gapBelow + air
	}
}

// slipPage begins a page. All but the first one begin with the campaign's title.
func (k *composer) slipPage() {
	k.page(short, long)
	if k.end = long - footEdge - k.slipFootHeight(len(k.pages)) - 1.5; len(k.pages) == 1 {
		return
	}
	title := style{sizes: sizes(11, pointsMin), bold: true, most: 2}.set([]phrase{{tag: k.c.Language, text: k.c.Title}}, headWidth)
	k.now.within("", "", "", func() { k.now.place(title, "", headLeft, footEdge) })
	k.y = slipTop
}

// rowHead writes which row begins, and when rows are asked.
func (k *composer) rowHead(r *form.Question, line int) {
	const top = footEdge + 10
	set := func(tags []locale.Tag) (row, only setting) {
		row = style{sizes: k.larger(tags, 11, 9), bold: true, most: 1}.set(k.said(tags, func(p *locale.Printer) string {
			return Row(k.form, line, p.Tag())
		}), headWidth)
		return row, k.hintStyle(tags).set(k.only(tags, r), headWidth)
	}
	row, only := set(k.job.Languages)
	k.now.place(row, pdf.H2, headLeft, top)
	k.now.place(only, pdf.Paragraph, headLeft, top+row.height()+0.5)
	k.y = max(slipTop, top+1.5+most(func(tags []locale.Tag) float64 {
		row, only := set(tags)
		return row.height() + only.height()
	}))
}

// capital returns a text with a capital letter at its beginning.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// noun returns the singular of a noun.
func noun(n form.Nouns, tag locale.Tag) string { return n[tag].One }

// only returns in words when a question is asked, nothing where it always is.
func (k *composer) only(tags []locale.Tag, q *form.Question) []phrase {
	if len(q.AskIf) == 0 {
		return nil
	}
	return k.said(tags, func(p *locale.Printer) string {
		var all []string
		for _, c := range q.AskIf {
			about, ok := k.form.Question(c.Question)
			if !ok {
				continue
			}
			args := func(codes []string) problem.Args {
				return problem.Args{"question": about.Short.In(p.Tag()), "answers": strings.Join(names(about, codes, p.Tag()), ", ")}
			}
			if len(c.Is) > 0 {
				all = append(all, p.Text("paper.only", args(c.Is)))
			}
			if len(c.Not) > 0 {
				all = append(all, p.Text("paper.except", args(c.Not)))
			}
		}
		return strings.Join(all, " ")
	})
}

// names returns what answers are called.
func names(q *form.Question, codes []string, tag locale.Tag) []string {
	var all []string
	for _, code := range codes {
		switch {
		case q.Bands != nil:
			if b, ok := q.Bands.Band(code); ok {
				all = append(all, b.Short.In(tag))
			}
		case q.List != nil:
			if c, ok := q.List.Choice(code); ok {
				all = append(all, c.Heading(tag))
			}
		}
	}
	return all
}
