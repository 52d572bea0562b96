package paper

import (
	"bytes"
	"image"
	_ "image/png" // logos are PNG
	"slices"
	"strconv"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/pdf"
	"releve/internal/problem"
)

// Measures of what stands below the questions.
const (
	logoHeight = 9.0
	logoGap    = 4.0
	footAside  = 46.0 // width of logos and page number
)

// footStyle is how the foot of a slip is set.
func footStyle(lines int) style { return style{sizes: []float64{pointsMin}, gray: 0.3, most: lines} }

// imprint is how the publisher is set, whom the law wants named: a long name and address become small, and are never cut.
func imprint() style { return style{sizes: sizes(pointsMin, 4), gray: 0.3} }

// about says where the questionnaire comes from, in the first language: there is no room for two.
func (k *composer) about(tags []locale.Tag) setting {
	words := k.said(tags[:1], func(p *locale.Printer) string { return k.form.About.In(p.Tag()) })
	return footStyle(4).set(words, slipWidth-footAside)
}

// slipFootHeight returns how much is kept below the questions of a slip's page.
func (k *composer) slipFootHeight(page int) float64 {
	h := 3 * pointsMin * mm * apart // two lines of the publisher, one for the address
	if page == 1 {
		h += most(func(tags []locale.Tag) float64 { return k.about(tags).height() })
		if len(k.c.Logos) > 0 {
			h = max(h, logoHeight+5)
		}
	}
	return h
}

// feet writes below all pages who publishes them, and below the first one where the questionnaire comes from.
func (k *composer) feet() {
	for i, c := range k.pages {
		k.now = c
		height := k.slipFootHeight(i + 1)
		k.foot(Rect{headLeft, c.height - footEdge - height, slipWidth, height}, i+1)
	}
}

// foot writes who publishes a sheet, where to fill it in online, the partners' logos and the page's number, between the
// lower marks.
func (k *composer) foot(at Rect, page int) {
	c, one := k.now, k.job.Languages[:1]
	var left setting
	if page == 1 {
		left = k.about(one)
	}
	left = append(left, imprint().within(k.publisher(one), at.W-footAside, at.H-left.height())...)
	if k.job.Address != "" && left.height()+pointsMin*mm*apart <= at.H {
		left = append(left, footStyle(1).set(k.message(one, "paper.online", problem.Args{"address": k.job.Address}), at.W-footAside)...)
	}
	c.place(left, pdf.Paragraph, at.X, at.Y)
	f := pdf.Face{Size: 8, Bold: true}
	number := strconv.Itoa(page) + "/" + strconv.Itoa(len(k.pages))
	right, low := at.X+at.W, at.Y+at.H-f.Size*mm*below
	c.within("", "", "", func() { c.write(right-pdf.Width(f, number), low, f, number) })
	full := footStyle(1).set(k.message(one, "paper.print", nil), footAside)
	c.right(full, pdf.Paragraph, right-pdf.Width(f, number)-3, low-leading*pointsMin*mm)
	if page == 1 && len(k.c.Logos) > 0 {
		k.logos(Rect{right - footAside + logoGap, at.Y, footAside - logoGap, logoHeight})
	}
}

// publisher says who answers for the sheet.
func (k *composer) publisher(tags []locale.Tag) []phrase {
	if k.c.Publisher == "" {
		return nil
	}
	return k.message(tags, "poster.publisher", problem.Args{"publisher": k.c.Publisher})
}

// logos draws the partners' logos beside one another, the last one at the right edge, none higher or wider than there is room.
func (k *composer) logos(at Rect) {
	room := (at.W+logoGap)/float64(len(k.c.Logos)) - logoGap
	x := at.X + at.W
	for _, l := range slices.Backward(k.c.Logos) {
		w, h := logoSize(l, room, at.H)
		if w == 0 {
			continue
		}
		x -= w
		k.now.within(pdf.Figure, "", l.Name, func() {
			k.now.draw(thing{what: picture, area: Rect{x, at.Y + (at.H-h)/2, w, h}, png: l.Image})
		})
		x -= logoGap
	}
}

// logoSize returns how large a logo is drawn; nothing for what is no picture.
func logoSize(l campaign.Logo, width, height float64) (w, h float64) {
	size, _, err := image.DecodeConfig(bytes.NewReader(l.Image))
	if err != nil || size.Width == 0 || size.Height == 0 {
		return 0, 0
	}
	w, h = height*float64(size.Width)/float64(size.Height), height
	if w > width {
		w, h = width, width*float64(size.Height)/float64(size.Width)
	}
	return w, h
}
