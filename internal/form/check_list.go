package form

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"releve/internal/locale"
	"releve/internal/problem"
)

// seen remembers which code, label or short name stands where, so that a double can be shown with both places.
type seen map[string]int

// note reports the line at which a value stood before, 0 when it is new.
func (s seen) note(value string, line int) int {
	if before, ok := s[value]; ok {
		return before
	}
	s[value] = line
	return 0
}

// checkList checks a list as a whole.
func (f file) checkList(n *yaml.Node, l *List) {
	f.checkName(n, l.Name)
	if len(l.Choices) == 0 {
		f.complain(n.Line, "form.list.empty", nil)
	}
	codes, texts := seen{}, seen{}
	walkChoices(l.Choices, func(c *Choice) bool {
		f.checkCode(c.line, c.Code, codes)
		return true
	})
	walkChoices(l.Choices, func(c *Choice) bool {
		f.checkChoice(c, codes, texts)
		return true
	})
}

func (f file) checkName(n *yaml.Node, name string) {
	if !codePattern.MatchString(name) {
		f.complain(n.Line, "form.code.pattern", problem.Args{"value": name})
	}
}

func (f file) checkCode(line int, code string, codes seen) {
	if !codePattern.MatchString(code) {
		f.complain(line, "form.code.pattern", problem.Args{"value": code})
		return
	}
	if before := codes.note(code, line); before > 0 {
		f.complain(line, "form.code.double", problem.Args{"value": code, "n": strconv.Itoa(before)})
	}
}

func (f file) checkChoice(c *Choice, codes, texts seen) {
	f.checkTexts(c.line, c.Code, c.Label, c.Short, texts)
	for _, tag := range locale.Languages() {
		if _, isCode := codes[c.Label[tag]]; isCode {
			f.complain(c.line, "form.label.code", problem.Args{"code": c.Code, "value": c.Label[tag]})
		}
		if slices.Contains(c.Keywords[tag], "") {
			f.complain(c.line, "form.keyword.empty", problem.Args{"code": c.Code})
		}
	}
	if (len(c.Children) > 0) != (c.Group != nil) {
		f.complain(c.line, "form.choice.group", problem.Args{"code": c.Code})
	}
}

// checkTexts checks the label and the short name of a choice, band or question: present, short enough, and none
// twice in its list.
func (f file) checkTexts(line int, code string, label, short locale.Text, texts seen) {
	if label == nil {
		f.complain(line, "form.label.missing", problem.Args{"code": code})
	}
	if short == nil {
		f.complain(line, "form.short.missing", problem.Args{"code": code})
	}
	for _, tag := range locale.Languages() {
		if n := utf8.RuneCountInString(short[tag]); n > maxShort {
			f.complain(line, "form.short.long", problem.Args{"code": code, "value": short[tag], "n": n, "most": maxShort})
		}
		f.checkDouble(line, code, "label."+string(tag), label[tag], texts)
		f.checkDouble(line, code, "short."+string(tag), short[tag], texts)
	}
}

func (f file) checkDouble(line int, code, what, text string, texts seen) {
	if text == "" {
		return
	}
	if before := texts.note(what+"\x00"+strings.ToLower(text), line); before > 0 {
		f.complain(line, "form.text.double", problem.Args{"code": code, "value": text, "n": strconv.Itoa(before)})
	}
}

// checkBands checks that bands are ascending and say what they stand for.
func (f file) checkBands(n *yaml.Node, s *BandSet) {
	f.checkName(n, s.Name)
	if s.Unit != "minute" {
		f.complain(n.Line, "form.bands.unit", problem.Args{"value": s.Unit})
	}
	if len(s.Bands) == 0 {
		f.complain(n.Line, "form.bands.empty", nil)
	}
	codes, texts := seen{}, seen{}
	for i, b := range s.Bands {
		f.checkCode(b.line, b.Code, codes)
		f.checkTexts(b.line, b.Code, b.Label, b.Short, texts)
		f.checkBand(b)
		if b.Open && i+1 < len(s.Bands) {
			f.complain(b.line, "form.band.open", problem.Args{"code": b.Code})
		}
		if i > 0 && b.Low >= 0 && (b.Low < s.Bands[i-1].High || b.Low <= s.Bands[i-1].Low) {
			f.complain(b.line, "form.bands.order", problem.Args{"code": b.Code})
		}
	}
}

// checkBand checks the limits of a band; an open one stands at its floor.
func (f file) checkBand(b *Band) {
	if b.Low < 0 || b.Low > b.Value || b.Value > b.High || b.Open && b.Low != b.High {
		f.complain(b.line, "form.band.limits", problem.Args{"code": b.Code})
	}
}

// double complains of a name that another list, set of bands or questionnaire has, which stands in the file other.
func (f file) double(line int, name, other string) {
	if name != "" {
		f.complain(line, "form.name.double", problem.Args{"value": name, "other": other})
	}
}
