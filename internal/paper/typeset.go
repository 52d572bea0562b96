package paper

import (
	"slices"
	"strings"

	"releve/internal/locale"
	"releve/internal/pdf"
)

// phrase is a text in one language, and what can stand for it where there is no room.
type phrase struct {
	tag       locale.Tag
	text      string
	shortened string
}

// style is how phrases are set: in the largest of the sizes in which each takes no more than so many lines, each phrase
// after the first smaller and lighter.
type style struct {
	sizes []float64 // points, the largest first
	bold  bool
	gray  float64
	most  int  // lines of each phrase
	join  bool // a second phrase goes on in the last line of the first, where that saves a line
}

// many is more lines than any text has.
const many = 1000

// sizes returns sizes of type from the largest to the smallest, by half points.
func sizes(largest, smallest float64) []float64 {
	var all []float64
	for size := largest; size >= smallest; size -= 0.5 {
		all = append(all, size)
	}
	return all
}

// setLine is a line of a text that is set.
type setLine struct {
	text string
	face pdf.Face
}

// setPhrase is a phrase that is set.
type setPhrase struct {
	tag    locale.Tag
	lines  []setLine
	joined float64 // where it begins in the last line of the phrase before it; 0: in a line of its own
}

// said returns a line as it is written: with a space behind it where the phrase goes on, so that who hears or copies the
// text does not get two words in one.
func (p setPhrase) said(line int) string {
	if line < len(p.lines)-1 {
		return p.lines[line].text + " "
	}
	return p.lines[line].text
}

// setting is phrases that are set one below the other.
type setting []setPhrase

// set sets phrases into a width. Where they do not fit, what stands for them does; where even that does not, it takes
// more lines.
func (s style) set(phrases []phrase, width float64) setting {
	stands := func(p phrase) string { return p.text }
	shortened := func(p phrase) string {
		if p.shortened != "" {
			return p.shortened
		}
		return p.text
	}
	for _, size := range s.sizes {
		if done, ok := s.try(phrases, stands, size, width); ok {
			return s.joined(done, width)
		}
	}
	for _, size := range s.sizes {
		if done, ok := s.try(phrases, shortened, size, width); ok {
			return done
		}
	}
	s.most = many
	done, _ := s.try(phrases, shortened, s.sizes[len(s.sizes)-1], width)
	return done
}

// within sets phrases in the largest type in which they are no higher than they may be.
func (s style) within(phrases []phrase, width, height float64) setting {
	var set setting
	for _, size := range s.sizes {
		if set, _ = s.try(phrases, func(p phrase) string { return p.text }, size, width); set.height() <= height {
			break
		}
	}
	return set
}

// joined lets a second phrase go on in the last line of the first, if it may and that saves a line.
func (s style) joined(set setting, width float64) setting {
	const gap = 2.4
	if !s.join || len(set) != 2 || len(set[1].lines) == 0 {
		return set
	}
	last, f := set[0].lines[len(set[0].lines)-1], set[1].lines[0].face
	at := pdf.Width(last.face, last.text) + gap
	var words []string
	for _, l := range set[1].lines {
		words = append(words, strings.Split(l.text, " ")...)
	}
	n := 0
	for n < len(words) && at+pdf.Width(f, strings.Join(words[:n+1], " ")) <= width {
		n++
	}
	rest := pdf.Lines(f, strings.Join(words[n:], " "), width)
	if n == 0 || len(rest) >= len(set[1].lines) {
		return set
	}
	set[1].joined, set[1].lines = at, []setLine{{strings.Join(words[:n], " "), f}}
	for _, line := range rest {
		set[1].lines = append(set[1].lines, setLine{line, f})
	}
	return set
}

// fits says whether phrases can be set as they are without breaking a word.
func (s style) fits(phrases []phrase, width float64) bool {
	return slices.ContainsFunc(s.sizes, func(size float64) bool {
		_, ok := s.try(phrases, func(p phrase) string { return p.text }, size, width)
		return ok
	})
}

// try sets phrases in one size. It says whether they fit.
func (s style) try(phrases []phrase, which func(phrase) string, size, width float64) (setting, bool) {
	var done setting
	ok := true
	for i, p := range phrases {
		if i > 0 && which(p) == which(phrases[0]) {
			continue // the same in both languages
		}
		f := s.face(i, size)
		lines := pdf.Lines(f, which(p), width)
		ok = ok && len(lines) <= s.most && widest(f, which(p)) <= width
		one := setPhrase{tag: p.tag}
		for _, line := range lines {
			one.lines = append(one.lines, setLine{line, f})
		}
		done = append(done, one)
	}
	return done, ok
}

// lighter is how much lighter the second language is, smaller how much smaller in points.
const lighter, smaller = 0.32, 0.5

// face returns how a phrase is set.
func (s style) face(place int, size float64) pdf.Face {
	f := pdf.Face{Size: size, Bold: s.bold, Gray: s.gray}
	if place > 0 {
		f.Size = max(size-smaller, s.sizes[len(s.sizes)-1])
		f.Gray = max(lighter, s.gray)
		f.Bold = false
	}
	return f
}

// widest returns the width of a text's widest word.
func widest(f pdf.Face, s string) float64 {
	w := 0.0
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' }) {
		w = max(w, pdf.Width(f, word))
	}
	return w
}

// height returns how high a setting is.
func (s setting) height() float64 {
	h := 0.0
	for _, p := range s {
		for i, l := range p.lines {
			if i > 0 || p.joined == 0 {
				h += l.face.Size * mm * apart
			}
		}
	}
	return h
}

// width returns how wide a setting is.
func (s setting) width() float64 {
	w := 0.0
	for _, p := range s {
		for i, l := range p.lines {
			if i > 0 {
				p.joined = 0
			}
			w = max(w, p.joined+pdf.Width(l.face, l.text))
		}
	}
	return w
}

// lines returns how many lines a setting has.
func (s setting) lines() int {
	n := 0
	for _, p := range s {
		n += len(p.lines)
	}
	return n
}

// leading is how far below the top of a line its baseline stands, in sizes of type.
const leading = 0.95

// place draws a setting from a top left corner, each phrase as an element of its own.
func (c *canvas) place(s setting, tag pdf.Tag, x, y float64) {
	base := y
	for _, p := range s {
		c.within(tag, string(p.tag), "", func() {
			for i, l := range p.lines {
				em := l.face.Size * mm
				if i == 0 && p.joined > 0 {
					c.write(x+p.joined, base, l.face, p.said(i))
					continue
				}
				base = y + leading*em
				c.write(x, base, l.face, p.said(i))
				y += apart * em
			}
		})
	}
}

// center draws a setting around the middle of a width.
func (c *canvas) center(s setting, tag pdf.Tag, x, y float64) {
	for _, p := range s {
		c.within(tag, string(p.tag), "", func() {
			for i, l := range p.lines {
				em := l.face.Size * mm
				c.write(x-pdf.Width(l.face, l.text)/2, y+leading*em, l.face, p.said(i))
				y += apart * em
			}
		})
	}
}

// right draws a setting whose lines end at a right edge; one that goes on in one line ends there as a whole.
func (c *canvas) right(s setting, tag pdf.Tag, x, y float64) {
	if len(s) == 2 && s[1].joined > 0 {
		c.place(s, tag, x-s.width(), y)
		return
	}
	for _, p := range s {
		c.within(tag, string(p.tag), "", func() {
			for i, l := range p.lines {
				em := l.face.Size * mm
				c.write(x-pdf.Width(l.face, l.text), y+leading*em, l.face, p.said(i))
				y += apart * em
			}
		})
	}
}

// placeUp draws a setting upwards, its lines beside one another around a middle, beginning at a bottom.
func (c *canvas) placeUp(s setting, tag pdf.Tag, middle, bottom float64) {
	x := middle - s.height()/2
	for _, p := range s {
		c.within(tag, string(p.tag), "", func() {
			for i, l := range p.lines {
				em := l.face.Size * mm
				c.writeUp(x+leading*em, bottom, l.face, p.said(i))
				x += apart * em
			}
		})
	}
}
