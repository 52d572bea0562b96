package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"releve/internal/campaign"
	"releve/internal/device"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/paper"
)

// entryPack is what the script of keyed entry knows of a questionnaire, in one language: public, as the questionnaire is.
type entryPack struct {
	Lang    locale.Tag                `json:"lang"`
	Words   map[string]locale.Raw     `json:"words"`
	Columns []entryColumn             `json:"columns"`
	Texts   []entryText               `json:"texts"`
	Repeat  *entryRepeat              `json:"repeat"`
	Index   map[string][]device.Entry `json:"index"` // of each question with a list

	asset device.Asset
}

// entryColumn is a question that is answered by keys.
type entryColumn struct {
	Question string           `json:"q"`
	Kind     string           `json:"kind"`
	Short    string           `json:"short"`
	Required bool             `json:"required,omitempty"`
	Row      bool             `json:"row"`
	Keys     [][4]string      `json:"keys"` // key, code, label, short
	Opens    []string         `json:"opens,omitempty"`
	Min      int64            `json:"min,omitempty"`
	Max      int64            `json:"max,omitempty"`
	Ask      []entryCondition `json:"ask,omitempty"`
}

// Kinds of column.
const (
	columnOne    = "one"
	columnMany   = "many"
	columnNumber = "number"
)

// entryText is a question that takes a text.
type entryText struct {
	Question string `json:"q"`
	Short    string `json:"short"`
	Row      bool   `json:"row"`
}

// entryRepeat is the repeated part of a form.
type entryRepeat struct {
	Question string           `json:"q"`
	Short    string           `json:"short"`
	Min      int64            `json:"min"`
	Max      int64            `json:"max"`
	Ask      []entryCondition `json:"ask,omitempty"`
}

type entryCondition struct {
	Question string   `json:"question"`
	Is       []string `json:"is,omitempty"`
	Not      []string `json:"not,omitempty"`
}

// Marks tells how many quotation marks stand before a text.
func (p *entryPage) Marks(i int) string { return strings.Repeat(`"`, i+1) }

// entryPack makes the pack of the campaign's form, under a name that changes with it.
func (s *Server) entryPack(v *visit) (entryPack, error) {
	zone, err := v.campaign.Location()
	if err != nil {
		return entryPack{}, err
	}
	p := newEntryPack(v.campaign, v.t, s.Now().In(zone).Format(time.DateOnly))
	body, err := json.Marshal(p)
	if err != nil {
		return p, fmt.Errorf("write pack of entry: %w", err)
	}
	p.asset = s.kit.Keep("entry-pack", body)
	return p, nil
}

// newEntryPack makes the pack as it is on a day (yyyy-mm-dd): columns as they are printed, then what paper asks without
// boxes and keys can answer.
func newEntryPack(k *campaign.Campaign, t *locale.Printer, day string) entryPack {
	f, tag := k.Form(), t.Tag()
	p := entryPack{Lang: tag, Words: device.EntryWords(t), Texts: []entryText{}, Index: make(map[string][]device.Entry)}
	printed := paper.Columns(k, f)
	for q, row := range f.All() {
		i := slices.IndexFunc(printed, func(c paper.Column) bool { return c.Question == q })
		if i >= 0 || q.Kind.Name() == kindOfNumber {
			var boxes []paper.Choice
			if i >= 0 {
				boxes = printed[i].Choices
			}
			p.Columns = append(p.Columns, newEntryColumn(q, row, boxes, tag))
		} else if q.List == nil {
			p.Texts = append(p.Texts, entryText{q.Code, q.Short.In(tag), row})
		}
		if q.List != nil {
			p.Index[q.Code] = labelled(q, device.Index(q, tag, day), tag)
		}
	}
	if r := f.Repeat(); r != nil {
		p.Repeat = &entryRepeat{r.Code, r.Short.In(tag), r.Min, r.Max, entryConditions(r)}
	}
	return p
}

// kindOfNumber is the kind of question that a whole number answers.
const kindOfNumber = "integer"

func newEntryColumn(q *form.Question, row bool, boxes []paper.Choice, tag locale.Tag) entryColumn {
	c := entryColumn{
		Question: q.Code, Kind: columnOne, Short: q.Short.In(tag), Required: q.Required, Row: row, Keys: [][4]string{}, Ask: entryConditions(q),
	}
	switch q.Kind.Name() {
	case "multiple":
		c.Kind = columnMany
	case kindOfNumber:
		c.Kind, c.Min, c.Max = columnNumber, q.Min, q.Max
	}
	for _, b := range boxes {
		c.Keys = append(c.Keys, [4]string{b.Key, b.Code, labelOf(q, tag, b.Code), shortOf(q, tag, b.Code)})
	}
	if q.List != nil {
		for choice := range q.List.All() {
			if choice.Specify {
				c.Opens = append(c.Opens, choice.Code)
			}
		}
	}
	return c
}

// shortOf returns the short name of a choice, of a branch its heading: as much as paper has room for.
func shortOf(q *form.Question, tag locale.Tag, code string) string {
	if q.List != nil {
		if c, ok := q.List.Choice(code); ok && c.Heading(tag) != "" {
			return c.Heading(tag)
		}
	}
	if q.Bands != nil {
		if b, ok := q.Bands.Band(code); ok && b.Short.In(tag) != "" {
			return b.Short.In(tag)
		}
	}
	return labelOf(q, tag, code)
}

// labelled puts labels into an index: the page of keyed entry does not list the choices.
func labelled(q *form.Question, index []device.Entry, tag locale.Tag) []device.Entry {
	for i := range index {
		index[i][2] = labelOf(q, tag, index[i][0])
	}
	return index
}

func entryConditions(q *form.Question) []entryCondition {
	var all []entryCondition
	for _, c := range q.AskIf {
		all = append(all, entryCondition(c))
	}
	return all
}

// versionText writes the version of a form.
func versionText(version int64) string { return strconv.FormatInt(version, 10) }
