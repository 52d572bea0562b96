package form

import (
	"encoding/json"
	"fmt"
	"slices"

	"releve/internal/locale"
)

// object is a JSON object; encoding/json writes its members sorted, so that one form has one encoding.
type object map[string]any

// Encode writes a form whole, with the lists and bands it uses: a questionnaire file in JSON that Decode reads
// without any library. The same form always gives the same bytes.
func Encode(f *Form) ([]byte, error) {
	o := object{
		"form":       f.ID,
		"version":    f.Version,
		"title":      f.Title,
		"sheet_noun": nounsObject(f.SheetNoun),
		"row_noun":   nounsObject(f.RowNoun),
		"questions":  encodeQuestions(f.Questions),
	}
	o.text("about", f.About)
	o.text("procedure_text", f.ProcedureText)
	if len(f.Groups) > 0 {
		o["groups"] = encodeGroups(f.Groups)
	}
	if m := f.Outcome; len(m.Success) > 0 {
		o["outcome"] = object{"success": m.Success, "failure": m.Failure, "apart": emptyNotNull(m.Apart)}
	}
	if len(f.PaperGroups) > 0 {
		o["paper_groups"] = f.PaperGroups
	}
	o.used(f)
	data, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("encode form: %w", err)
	}
	return data, nil
}

func (o object) text(key string, t locale.Text) {
	if len(t) > 0 {
		o[key] = t
	}
}

func (o object) str(key, s string) {
	if s != "" {
		o[key] = s
	}
}

func (o object) mark(key string, set bool) { //nolint:revive // flag-parameter: the flag is the value written, not a mode
	if set {
		o[key] = true
	}
}

// used adds the lists and bands that the questions use, each once, in the order of their first use.
func (o object) used(f *Form) {
	var lists, bands []object
	done := map[any]bool{}
	for q := range f.All() {
		if q.List != nil && !done[q.List] {
			lists = append(lists, object{"list": q.List.Name, "choices": encodeChoices(q.List.Choices)})
			done[q.List] = true
		}
		if q.Bands != nil && !done[q.Bands] {
			bands = append(bands, encodeBands(q.Bands))
			done[q.Bands] = true
		}
	}
	if lists != nil {
		o["lists"] = lists
	}
	if bands != nil {
		o["bands"] = bands
	}
}

func nounsObject(ns Nouns) object {
	o := object{}
	for tag, n := range ns {
		o[string(tag)] = object{"one": n.One, "other": n.Other}
	}
	return o
}

func encodeQuestions(qs []*Question) []object {
	out := make([]object, len(qs))
	for i, q := range qs {
		out[i] = encodeQuestion(q)
	}
	return out
}

func encodeQuestion(q *Question) object {
	o := object{"code": q.Code, "kind": q.Kind.Name()}
	o.str("role", string(q.Role))
	o.mark("required", q.Required)
	o.text("short", q.Short)
	o.text("label", q.Label)
	o.text("hint", q.Hint)
	o.text("help", q.Help)
	o.mark("exact", q.Exact)
	o.str("default", q.Default)
	if q.List != nil {
		o["list"] = q.List.Name
	}
	if q.Bands != nil {
		o["bands"] = q.Bands.Name
	}
	if len(q.AskIf) > 0 {
		o["ask_if"] = encodeConditions(q.AskIf)
	}
	if q.MaxLength > 0 {
		o["max_length"] = q.MaxLength
	}
	if slices.Contains(q.Kind.members(), "max") {
		o["min"], o["max"] = q.Min, q.Max
	}
	if len(q.Questions) > 0 {
		o["questions"] = encodeQuestions(q.Questions)
	}
	return o
}

func encodeConditions(cs []Condition) []object {
	out := make([]object, len(cs))
	for i, c := range cs {
		out[i] = object{"question": c.Question, "is": emptyNotNull(c.Is), "not": emptyNotNull(c.Not)}
	}
	return out
}

func encodeGroups(gs []Group) []object {
	out := make([]object, len(gs))
	for i, g := range gs {
		out[i] = object{"code": g.Code, "label": g.Label, "members": g.Members}
		out[i].text("footnote", g.Footnote)
	}
	return out
}

func encodeChoices(cs []*Choice) []object {
	out := make([]object, len(cs))
	for i, c := range cs {
		o := object{"code": c.Code}
		o.text("group", c.Group)
		o.text("label", c.Label)
		o.text("short", c.Short)
		o.text("hint", c.Hint)
		o.mark("specify", c.Specify)
		o.mark("nonnum", c.NonNum)
		o.str("retired", c.Retired)
		if len(c.Keywords) > 0 {
			o["keywords"] = encodeKeywords(c.Keywords)
		}
		if len(c.Children) > 0 {
			o["children"] = encodeChoices(c.Children)
		}
		out[i] = o
	}
	return out
}

func encodeKeywords(words map[locale.Tag][]string) object {
	o := object{}
	for tag, list := range words {
		o[string(tag)] = emptyNotNull(list)
	}
	return o
}

func encodeBands(s *BandSet) object {
	bands := make([]object, len(s.Bands))
	for i, b := range s.Bands {
		bands[i] = object{"code": b.Code, "low": b.Low, "value": b.Value, "label": b.Label, "short": b.Short}
		if b.Open {
			bands[i]["open"] = true
		} else {
			bands[i]["high"] = b.High
		}
	}
	o := object{"bands": s.Name, "unit": s.Unit, "choices": bands}
	o.text("rule", s.Rule)
	return o
}

// emptyNotNull keeps an absent list of codes a list.
func emptyNotNull(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
