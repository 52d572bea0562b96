package xlsx

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"releve/internal/report"
)

// Widths of the columns of a report, in signs of 11 points.
const (
	leastName   = 22
	mostName    = 50
	leastFigure = 9
	mostFigure  = 15
	mostWord    = 30 // of a column of texts
	mostText    = 64 // of the column of the longest texts
	leastNote   = 34
	mostNote    = 58
	room        = 3   // beside the letters of a cell
	readable    = 92  // of a whole sheet: narrower, sentences above the tables get too many lines
	spanned     = 165 // of what stands above the tables
	spannedWide = 190 // of the same where the paper lies
	printed     = 150 // of a whole sheet that can be read when it is printed
)

// columns are the widths of a report.
type columns struct {
	widths []float64
	note   int     // column of the notes, from 0; -1 where there are none
	across int     // how many columns the texts above the tables take
	total  float64 // their width
	texts  bool    // there are texts to be read: rows are as tall as they take
}

// measure finds the widths of the columns of a report from what stands in them.
func measure(r *report.Report) columns {
	c := columns{note: -1}
	noted, longest := 0.0, -1
	var sums []float64
	for _, t := range r.Tables {
		for i, h := range t.Head {
			c.reach(i, &sums)
			c.widths[i] = max(c.widths[i], headed(h))
		}
		for _, line := range t.Rows {
			noted = max(noted, signs(line.Note))
			for i, value := range line.Cells {
				c.reach(i, &sums)
				c.widths[i] = max(c.widths[i], wide(value)+float64(3*line.Level*min(1, i+1)))
				if value.Kind == report.Text && i > 0 {
					sums[i] += signs(value.Text)
				}
			}
		}
	}
	for i, sum := range sums {
		if i > 0 && sum > 0 && (longest < 0 || sum > sums[longest]) {
			longest = i
		}
	}
	c.bound(longest)
	if noted > 0 {
		c.note = len(c.widths)
		left := printed - c.sum()
		c.widths = append(c.widths, max(leastNote, min(noted*0.85/2, mostNote, left)))
	}
	most := float64(spanned)
	if r.Wide {
		most = spannedWide
	}
	c.span(most)
	return c
}

// reach makes room for a column.
func (c *columns) reach(i int, sums *[]float64) {
	for len(c.widths) <= i {
		c.widths = append(c.widths, 0)
		*sums = append(*sums, 0)
	}
}

// bound keeps columns within what the eye takes. The longest is the column of the longest texts, -1: there is none.
func (c *columns) bound(longest int) {
	for i, w := range c.widths {
		least, most := float64(leastFigure), float64(mostWord)
		switch i {
		case 0:
			least, most = leastName, mostName
			if longest > 0 {
				least, most = leastFigure, mostWord+room
			}
		case longest:
			most = mostText
			c.texts = w > mostWord
		}
		c.widths[i] = min(max(w+room, least), most)
	}
}

// span widens the columns of a narrow sheet and finds how far the texts above the tables go.
func (c *columns) span(most float64) {
	if len(c.widths) == 0 {
		c.widths = []float64{readable}
	}
	for i := len(c.widths) - 1; i >= 0 && c.sum() < readable; i-- {
		bound := max(c.widths[i], mostFigure)
		if i == 0 {
			bound = max(c.widths[0], mostName)
		}
		c.widths[i] = min(c.widths[i]+readable-c.sum(), bound)
	}
	for _, w := range c.widths {
		if c.across > 1 && c.total+w > most {
			return
		}
		c.across++
		c.total += w
	}
}

func (c *columns) sum() float64 {
	sum := 0.0
	for _, w := range c.widths {
		sum += w
	}
	return sum
}

// from returns the width of the columns above which texts stand, from the i-th on.
func (c *columns) from(i int) float64 {
	sum := 0.0
	for _, w := range c.widths[min(i, c.across):c.across] {
		sum += w
	}
	return sum
}

// headed returns the width of a heading that may break between words.
func headed(head string) float64 {
	longest := 0.0
	for word := range strings.FieldsSeq(head) {
		longest = max(longest, signs(word))
	}
	return max(longest, min(signs(head)/2, mostFigure-room))
}

// wide returns the width of a value.
func wide(c report.Cell) float64 {
	switch c.Kind {
	case report.Text:
		return signs(c.Text)
	case report.Date:
		return 10
	case report.Share:
		return 5
	case report.Count:
		return grouped(c.Value)
	case report.Minutes, report.Hours:
		return grouped(c.Value) + 2
	}
	return 0
}

// grouped returns the signs of a whole number with its separators.
func grouped(v float64) float64 {
	digits := len(strconv.FormatFloat(math.Abs(v), 'f', 0, 64))
	return float64(digits+(digits-1)/3) * 1.1
}

func signs(text string) float64 { return float64(utf8.RuneCountInString(text)) }

// fitting is how many letters stand in the width of a digit, on average, with some room for a letter that is wider
// than the one asked for.
const fitting = 1.05

// mostHeight is how tall a row may be, in points; Excel allows 409.
const mostHeight = 400

// height estimates how tall a row has to be for a text that wraps: Excel does not find out for merged cells, nor
// LibreOffice for a row whose height is given. Width is in signs of 11 points.
func height(text string, width, size float64) float64 {
	return min(math.Ceil(broken(text, width*11/size*fitting)*size*1.28)+3, mostHeight)
}

// broken counts the lines of a text that breaks between words, so many letters a line.
func broken(text string, perLine float64) float64 {
	count := 0.0
	for paragraph := range strings.SplitSeq(text, "\n") {
		count++
		at := 0.0
		for word := range strings.FieldsSeq(paragraph) {
			n := signs(word)
			if at > 0 && at+1+n > perLine {
				count++
				at = 0
			}
			for n > perLine {
				count++
				n -= perLine
			}
			if at > 0 {
				at++
			}
			at += n
		}
	}
	return count
}
