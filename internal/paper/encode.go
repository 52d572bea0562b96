package paper

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"releve/internal/locale"
	"releve/internal/problem"
)

// MostLayout is how many bytes a layout file may have.
const MostLayout = 8 << 20

// Limits of what a layout may hold, so that a file of somebody else's cannot keep a reader busy for long.
const (
	mostBoxes = 20_000
	mostSide  = 2000.0 // of a page, millimetres
)

// layoutFormat begins every layout file.
const layoutFormat = "releve-layout-1"

// layoutFile is a layout as it stands in a file: lengths in millimetres from the top left corner of the page.
type layoutFile struct {
	Format    string       `json:"format"`
	Number    string       `json:"number,omitempty"`
	Campaign  string       `json:"campaign,omitempty"`
	Form      string       `json:"form,omitempty"`
	Version   int64        `json:"version,omitempty"`
	Kind      Kind         `json:"kind,omitempty"`
	Languages []locale.Tag `json:"languages,omitempty"`
	Pages     []pageFile   `json:"pages"`
}

type pageFile struct {
	Width  float64     `json:"width"`
	Height float64     `json:"height"`
	Mark   float64     `json:"mark"`
	Marks  []pointFile `json:"marks"`
	Code   *rectFile   `json:"code,omitempty"`
	Fields []fieldFile `json:"fields"`
}

type fieldFile struct {
	Line     int       `json:"line,omitempty"`
	Question string    `json:"question"`
	Part     string    `json:"part,omitempty"`
	Fill     Answering `json:"fill"`
	Required bool      `json:"required,omitempty"`
	Area     rectFile  `json:"area"`
	Boxes    []boxFile `json:"boxes,omitempty"`
}

type boxFile struct {
	X     float64 `json:"x"`
	Y     float64 `json:"y"`
	Side  float64 `json:"side"`
	Key   string  `json:"key,omitempty"`
	Value string  `json:"value"`
}

type pointFile struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

type rectFile struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
	W float64 `json:"w"`
	H float64 `json:"h"`
}

// rounded returns a length in whole thousandths of a millimetre.
func rounded(mm float64) float64 { return math.Round(mm*1000) / 1000 }

// EncodeLayout writes a layout as JSON. The same layout gives the same bytes.
func EncodeLayout(w io.Writer, l *Layout) error {
	file := layoutFile{
		Format: layoutFormat, Number: l.Number, Campaign: l.Campaign, Form: l.Form, Version: l.Version, Kind: l.Kind,
		Languages: l.Languages, Pages: make([]pageFile, len(l.Pages)),
	}
	for i, p := range l.Pages {
		file.Pages[i] = writePage(p)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(file); err != nil {
		return fmt.Errorf("write layout: %w", err)
	}
	return nil
}

func writePage(p Page) pageFile {
	file := pageFile{Width: p.Width, Height: p.Height, Mark: p.Mark, Fields: make([]fieldFile, len(p.Fields))}
	for _, m := range p.Marks {
		file.Marks = append(file.Marks, pointFile(m))
	}
	if p.Code != (Rect{}) {
		code := rectFile(p.Code)
		file.Code = &code
	}
	for i, f := range p.Fields {
		one := fieldFile{Line: f.Line, Question: f.Question, Part: f.Part, Fill: f.Fill, Required: f.Required, Area: rectFile(f.Area)}
		for _, b := range f.Boxes {
			one.Boxes = append(one.Boxes, boxFile{b.At.X, b.At.Y, b.Side, b.Key, b.Value})
		}
		file.Fields[i] = one
	}
	return file
}

// errShape: a file is JSON, and no layout.
var errShape = errors.New("no layout")

// DecodeLayout reads a layout file, also one of another program: that needs no number, campaign, form, kind and code, but
// pages with their four marks and what is answered there. The error is a problem: TooLarge for a file above MostLayout
// (paper.layout.large) or with too many boxes (paper.layout.boxes), Invalid for one that is no layout (paper.layout.read)
// or has a page or a field that nothing can be read by (paper.layout.page, paper.layout.field).
func DecodeLayout(r io.Reader) (*Layout, error) {
	data, err := io.ReadAll(io.LimitReader(r, MostLayout+1))
	if err != nil {
		return nil, fmt.Errorf("read layout: %w", err)
	}
	if len(data) > MostLayout {
		return nil, problem.New(problem.TooLarge, "paper.layout.large", problem.Args{"most": MostLayout >> 20})
	}
	var file layoutFile
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, problem.Wrap(problem.Invalid, "paper.layout.read", err)
	}
	if file.Format != layoutFormat || len(file.Pages) == 0 || len(file.Pages) > mostPage {
		return nil, problem.Wrap(problem.Invalid, "paper.layout.read", errShape)
	}
	return file.layout()
}

// layout returns what a file tells.
func (file layoutFile) layout() (*Layout, error) {
	l := &Layout{
		Number: file.Number, Campaign: file.Campaign, Form: file.Form, Version: file.Version, Kind: file.Kind, Languages: file.Languages,
	}
	boxes := 0
	for i, p := range file.Pages {
		page, ok := p.page()
		if !ok {
			return nil, problem.New(problem.Invalid, "paper.layout.page", problem.Args{"n": i + 1})
		}
		for _, f := range p.Fields {
			field := f.field()
			if !field.sound(page) {
				args := problem.Args{"n": i + 1, "question": f.Question}
				return nil, problem.New(problem.Invalid, "paper.layout.field", args)
			}
			boxes += 1 + len(field.Boxes)
			page.Fields = append(page.Fields, field)
		}
		l.Pages = append(l.Pages, page)
	}
	if boxes > mostBoxes {
		return nil, problem.New(problem.TooLarge, "paper.layout.boxes", problem.Args{"most": mostBoxes})
	}
	return l, nil
}

// page returns a page of a file without its fields, and whether it can be found on paper: it has a size, and its marks
// stand each in its own quarter.
func (p pageFile) page() (Page, bool) {
	page := Page{Width: p.Width, Height: p.Height, Mark: p.Mark}
	size := p.Width > 0 && p.Width <= mostSide && p.Height > 0 && p.Height <= mostSide
	if !size || len(p.Marks) != len(page.Marks) || !(p.Mark > 0 && p.Mark < min(p.Width, p.Height)/4) {
		return page, false
	}
	for i, m := range p.Marks {
		page.Marks[i] = Point(m)
		right, low := i == 1 || i == 2, i >= 2
		if !page.holds(Rect{m.X, m.Y, 0, 0}) || (m.X > p.Width/2) != right || (m.Y > p.Height/2) != low {
			return page, false
		}
	}
	if p.Code != nil {
		page.Code = Rect(*p.Code)
	}
	return page, page.holds(page.Code)
}

func (f fieldFile) field() Field {
	field := Field{Line: f.Line, Question: f.Question, Part: f.Part, Fill: f.Fill, Required: f.Required, Area: Rect(f.Area)}
	for _, b := range f.Boxes {
		field.Boxes = append(field.Boxes, Box{At: Point{b.X, b.Y}, Side: b.Side, Key: b.Key, Value: b.Value})
	}
	return field
}

// sound says whether a field can be read on a page.
func (f Field) sound(page Page) bool {
	if f.Line < 0 || f.Line > mostBoxes || f.Question == "" || !page.holds(f.Area) {
		return false
	}
	for _, b := range f.Boxes {
		if !(b.Side > 0) || !page.holds(frameOf(b.At, b.Side)) {
			return false
		}
	}
	switch f.Fill {
	case One, Many:
		return len(f.Boxes) > 0
	case Write:
		return len(f.Boxes) == 0 && f.Area.W > 0 && f.Area.H > 0
	default:
		return false
	}
}

// holds says whether an area lies on the page.
func (p Page) holds(r Rect) bool {
	return r.W >= 0 && r.H >= 0 && r.X >= 0 && r.Y >= 0 && r.X+r.W <= p.Width && r.Y+r.H <= p.Height
}
