package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/scan"
)

// fieldCard asks about one field: what is seen, how it was read, and what it may say.
type fieldCard struct {
	Key, Question, Where string
	Crop, Whole, Alt     string
	Width, Height        int     // of the crop on a screen, in its pixels
	Wide                 bool    // a small screen shows a part of it at a time
	View                 viewBox // of the crop, in millimetres
	Boxes                []boxMark
	Reading              string
	Reasons              []string
	Wrong                string
	Many                 bool
	Choices              []cardChoice
	Input                string // text, long, date, shared: what is typed; "" for choices
	Value, Hint          string
	List                 string // id of the words that are proposed while somebody types, "" for none
	Leave                bool   // the line can be left out
	Before, After        string
}

// viewBox is the part of a page that a crop shows, in millimetres.
type viewBox struct{ X, Y, W, H float64 }

// boxMark is a box that is outlined in a crop.
type boxMark struct {
	X, Y, Side float64
	State      scan.State
	Chosen     bool
	Key        string
	KeyX, KeyY float64
}

// cardChoice is an answer that may be chosen by its key.
type cardChoice struct {
	Key, Value, Label string
	Chosen            bool
}

// cardOption is a word that is proposed while somebody types.
type cardOption struct{ Value, Label string }

// Pixels of a screen for a millimetre of a crop: three times its size.
const cropPixels = 11.34

// A crop of so many millimetres is too small to be seen as wide as a telephone.
const wideCrop = 120

// What is typed into a card.
const (
	inputText   = "text"
	inputLong   = "long"
	inputDate   = "date"
	inputShared = "shared"
)

// card makes the card of a field.
func (p *reviewPage) card(w *scan.Work, i scan.Item) *fieldCard {
	page := &i.Layout.Pages[i.Image.Page.Code.Page-1]
	around := scan.Shown(page, i.Spot)
	at := imagePath(p.Batch, i.Image.ID)
	c := &fieldCard{
		Key: keyOf(i), Crop: at + "/crop?field=" + strconv.Itoa(i.Field), Whole: at + "/crop",
		View:  viewBox{around.X, around.Y, around.W, around.H},
		Width: int(around.W * cropPixels), Height: int(around.H * cropPixels), Wide: around.W > wideCrop,
		Many: i.Spot.Fill == paper.Many, Leave: i.Spot.Line > 0,
	}
	t := p.printer
	f, _ := w.Campaign.FormVersion(i.Layout.Version)
	q, _ := f.Question(i.Spot.Question)
	c.Question = questionOf(t, q, i.Spot)
	c.Where = whereOf(t, w, i)
	values := i.Reading.Values
	if i.Decision != nil {
		values = i.Decision.Values
	}
	c.choices(t, q, i, values)
	p.input(c, q, i, values)
	c.Reading = readingText(t, q, i)
	for _, doubt := range i.Reading.Doubts {
		if key := "scan.doubt." + doubt; doubt != doubtWritten && t.Has(key) {
			c.Reasons = append(c.Reasons, t.Text(key, nil))
		}
	}
	if i.Wrong != nil {
		c.Wrong = t.Problem(i.Wrong)
	}
	c.Alt = t.Text("desk.review.alt", problem.Args{"question": c.Question, "where": c.Where, "reading": c.Reading})
	return c
}

// doubtWritten is why a person looks at handwriting: the card says so anyway.
const doubtWritten = "written"

// questionOf returns what a field asks.
func questionOf(t *locale.Printer, q *form.Question, spot *paper.Field) string {
	switch {
	case q == nil:
		return t.Text("desk.review.field"+spot.Question, nil)
	case spot.Part == paper.PartText:
		return t.Text("desk.review.other", problem.Args{"question": q.Short.In(t.Tag())})
	default:
		return q.Label.In(t.Tag())
	}
}

// whereOf tells where a field stands: page, line, number of the sheet of paper.
func whereOf(t *locale.Printer, w *scan.Work, i scan.Item) string {
	parts := []string{pageLabel(t, w, i.Image)}
	if i.Spot.Line > 0 {
		parts = append(parts, t.Text("desk.review.line", problem.Args{"n": i.Spot.Line}))
	}
	if n := i.Image.Page.Code.Serial; n > 0 {
		parts = append(parts, t.Text("desk.review.serial", problem.Args{"n": fmt.Sprintf("%06d", n)}))
	}
	return strings.Join(parts, answerGap)
}

// choices fills the answers of a field with boxes, and where its boxes are.
func (c *fieldCard) choices(t *locale.Printer, q *form.Question, i scan.Item, values []string) {
	if i.Spot.Fill == paper.Write {
		return
	}
	if i.Spot.Fill == paper.One && len(values) > 1 {
		values = nil // whoever looks chooses: accepting must not take one of them by chance
	}
	for n, b := range i.Spot.Boxes {
		state := scan.Empty
		if n < len(i.Reading.States) {
			state = i.Reading.States[n]
		}
		c.Boxes = append(c.Boxes, boxMark{
			X: b.At.X - b.Side/2, Y: b.At.Y - b.Side/2, Side: b.Side, State: state, Key: b.Key,
			Chosen: slices.Contains(i.Reading.Values, b.Value), KeyX: b.At.X, KeyY: b.At.Y - b.Side/2 - 0.5,
		})
		c.Choices = append(c.Choices, cardChoice{
			Key: keyOr(b), Value: b.Value, Label: valueText(t, q, i.Spot, b.Value), Chosen: slices.Contains(values, b.Value),
		})
	}
	for _, v := range values { // a word that named a choice without a box
		if !slices.ContainsFunc(c.Choices, func(k cardChoice) bool { return k.Value == v }) && q != nil {
			c.Choices = append(c.Choices, cardChoice{Value: v, Label: labelOf(q, t.Tag(), v), Chosen: true})
		}
	}
}

// keyOr returns what is typed for a box: its printed key, else its value, a number, else 1 for the only box there is.
func keyOr(b paper.Box) string {
	if b.Key != "" {
		return b.Key
	}
	if _, err := strconv.Atoi(b.Value); err == nil {
		return b.Value
	}
	return "1"
}

// valueText returns a value of a field in words.
func valueText(t *locale.Printer, q *form.Question, spot *paper.Field, value string) string {
	switch {
	case q != nil:
		return labelOf(q, t.Tag(), value)
	case spot.Question == paper.FieldMonth:
		return t.Text("date.month."+value, nil)
	case spot.Question == paper.FieldVoid || spot.Question == paper.FieldSame || spot.Question == paper.FieldFollow:
		return t.Text("desk.review.value."+value, nil)
	default:
		return value
	}
}

// readingText tells how a field was read.
func readingText(t *locale.Printer, q *form.Question, i scan.Item) string {
	if i.Spot.Fill == paper.Write {
		return t.Text("desk.review.reading.written", nil)
	}
	var words []string
	for _, v := range i.Reading.Values {
		words = append(words, valueText(t, q, i.Spot, v))
	}
	if len(words) == 0 {
		return t.Text("desk.review.reading.blank", nil)
	}
	return t.Text("desk.review.reading", problem.Args{"answer": strings.Join(words, answerGap)})
}

// input fills what is typed for what was written by hand.
func (p *reviewPage) input(c *fieldCard, q *form.Question, i scan.Item, values []string) {
	t := p.printer
	if i.Spot.Fill != paper.Write {
		return
	}
	c.Input = inputText
	switch {
	case i.Spot.Question == paper.FieldDate:
		c.Input = inputDate
	case i.Spot.Question == paper.FieldShared:
		c.Input = inputShared
	case i.Spot.Part == paper.PartText:
		c.List = p.propose(q)
	case q != nil && q.Kind.Name() == kindOfLong:
		c.Input = inputLong
	}
	if i.Decision != nil && len(values) > 0 {
		c.Value = values[0]
		if code, isCode := scan.NameIn(c.Value); isCode && q != nil {
			c.Value = labelOf(q, t.Tag(), code)
		}
	}
	hint := c.Input
	if c.List != "" {
		hint = "other"
	}
	c.Hint = t.Text("desk.review.hint."+hint, nil)
}

// kindOfLong is the kind of question whose answer has several lines.
const kindOfLong = "longtext"

// cardList is the words that a typed one may name.
type cardList struct {
	ID      string
	Options []cardOption
}

// propose puts the choices of a question on the page, once, and returns the id of their list.
func (p *reviewPage) propose(q *form.Question) string {
	if q == nil || q.List == nil {
		return ""
	}
	id := "l-" + q.Code
	if !slices.ContainsFunc(p.Lists, func(l cardList) bool { return l.ID == id }) {
		p.Lists = append(p.Lists, cardList{id, optionsOf(p.printer, q)})
	}
	return id
}

// optionsOf returns the choices of a list by their words, with what people call them.
func optionsOf(t *locale.Printer, q *form.Question) []cardOption {
	var all []cardOption
	for c := range q.List.All() {
		if c.Specify || c.Retired != "" {
			continue
		}
		all = append(all, cardOption{Value: c.Label.In(t.Tag()), Label: strings.Join(c.Keywords[t.Tag()], answerGap)})
	}
	return all
}
