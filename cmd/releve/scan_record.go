package main

import (
	"math"

	"releve/internal/paper"
	"releve/internal/scan"
)

// pageRecord is a page as another program gets it.
type pageRecord struct {
	File    string        `json:"file"`
	Page    int           `json:"page"` // of the file, from 1
	Status  string        `json:"status"`
	Reason  string        `json:"reason,omitempty"`
	Code    string        `json:"code,omitempty"` // as it is printed below the QR code
	Layout  string        `json:"layout,omitempty"`
	Leaf    int           `json:"layout_page,omitempty"`
	Serial  int           `json:"serial,omitempty"`
	Bilevel bool          `json:"bilevel"`
	Fields  []fieldRecord `json:"fields,omitempty"`
}

// fieldRecord is a field of a page. An answer without doubts is what the program accepts.
type fieldRecord struct {
	Line     int    `json:"line,omitempty"` // of a tally, from 1
	Question string `json:"question"`
	Part     string `json:"part,omitempty"`
	Fill     string `json:"fill"`
	readRecord
	Boxes []boxRecord `json:"boxes"`
}

// readRecord is how a field is read.
type readRecord struct {
	Values []string `json:"values"`
	Doubts []string `json:"doubts"`
}

func readOf(f scan.Field) readRecord {
	return readRecord{append([]string{}, f.Values...), append([]string{}, f.Doubts...)}
}

// boxRecord is a box with what was measured of it.
type boxRecord struct {
	Key   string  `json:"key,omitempty"`
	Value string  `json:"value,omitempty"`
	State string  `json:"state"`
	Frac  float64 `json:"frac"`
	Solid float64 `json:"solid"`
	Ink   float64 `json:"ink"`
	Ring  float64 `json:"ring"`
	Cells int     `json:"cells"`
	Edge  float64 `json:"edge"`
	X     float64 `json:"x"`
	Y     float64 `json:"y"`
}

// recordOf returns a page as another program gets it.
func recordOf(file string, r scan.Reading, find scan.Find) pageRecord {
	p := r.Page
	record := pageRecord{File: file, Page: r.Number, Status: string(p.Status), Reason: p.Reason, Bilevel: p.Bilevel}
	if p.Code.Page > 0 {
		record.Layout, record.Leaf, record.Serial = p.Code.Layout, p.Code.Page, p.Code.Serial
		if p.Code.Layout != "" {
			record.Code = p.Code.String()
		}
	}
	l, err := find(p.Code.Layout)
	if err != nil || p.Code.Page < 1 || p.Code.Page > len(l.Pages) || len(p.Fields) != len(l.Pages[p.Code.Page-1].Fields) {
		return record
	}
	boxes := p.Boxes
	for i, f := range l.Pages[p.Code.Page-1].Fields {
		n := max(1, len(f.Boxes))
		if n > len(boxes) {
			return record
		}
		record.Fields = append(record.Fields, fieldRecordOf(f, p.Fields[i], boxes[:n]))
		boxes = boxes[n:]
	}
	return record
}

// fieldRecordOf returns a field as another program gets it. A field that is written by hand has one box, of its area.
func fieldRecordOf(f paper.Field, read scan.Field, boxes []scan.Features) fieldRecord {
	record := fieldRecord{
		Line: f.Line, Question: f.Question, Part: f.Part, Fill: string(f.Fill), readRecord: readOf(read),
	}
	for i, b := range boxes {
		box := boxRecord{
			Frac: short(b.Frac), Solid: short(b.Solid), Ink: short(b.Ink), Ring: short(b.Ring), Cells: b.Cells,
			Edge: short(b.Edge), X: short(b.X), Y: short(b.Y),
		}
		if i < len(f.Boxes) {
			box.Key, box.Value = f.Boxes[i].Key, f.Boxes[i].Value
		}
		if i < len(read.States) {
			box.State = string(read.States[i])
		}
		record.Boxes = append(record.Boxes, box)
	}
	return record
}

// short returns a measure with four decimals.
func short(v float64) float64 { return math.Round(v*1e4) / 1e4 }
