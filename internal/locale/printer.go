package locale

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"releve/internal/problem"
)

// errNeeded is the cause when a message that printing rests on is not there as a sentence.
var errNeeded = errors.New("missing, or not a sentence")

// Printer writes in one language. It holds no changing state: any number of goroutines may share it.
type Printer struct {
	tag      Tag
	plurals  language.Tag
	messages map[string]message
	group    string // between thousands
	decimal  string // before the first decimal
	months   [12]string
}

// needed returns the keys of the messages that printing itself rests on.
func needed() []string {
	keys := []string{
		"date.day", "date.first", "date.time", "list.last", "list.next", "number.decimal", "number.group", "number.percent",
	}
	for month := range 12 {
		keys = append(keys, monthKey(month))
	}
	return keys
}

func monthKey(month int) string {
	return "date.month." + strconv.Itoa(month+1)
}

// newPrinter returns the printer of a language, with the messages that it often needs looked up once.
func newPrinter(tag Tag, messages map[string]message) (*Printer, error) {
	for _, key := range needed() {
		if m, ok := messages[key]; !ok || m.forms != nil {
			return nil, fmt.Errorf("%s: %w", key, errNeeded)
		}
	}
	p := &Printer{tag: tag, plurals: language.Make(string(tag)), messages: messages}
	p.group = p.Text("number.group", nil)
	p.decimal = p.Text("number.decimal", nil)
	for month := range p.months {
		p.months[month] = p.Text(monthKey(month), nil)
	}
	return p, nil
}

// Tag returns the printer's language.
func (p *Printer) Tag() Tag { return p.tag }

// Has says whether there is a message of a key.
func (p *Printer) Has(key string) bool {
	_, known := p.messages[key]
	return known
}

// Text returns the message of a key with its placeholders filled in; a missing key comes back itself, a
// placeholder without a value stays visible. A string stands as it is (so years and version numbers are
// given as strings), a whole number is written by Integer, a float by Decimal with one place, a
// problem.Key is translated, a problem told, a slice of strings joined, a Text read in this language, a time written by
// DateTime. A plural object chooses its form by the argument n.
func (p *Printer) Text(key string, args problem.Args) string {
	m, ok := p.messages[key]
	if !ok {
		return key
	}
	chosen := m.whole
	if m.forms != nil {
		chosen = p.choose(m.forms, args[counted])
	}
	if len(chosen.names) == 0 {
		return chosen.texts[0]
	}
	var room [256]byte
	return string(chosen.fill(room[:0], func(dst []byte, name string) []byte {
		value, given := args[name]
		if !given {
			return append(append(append(dst, '{'), name...), '}')
		}
		return p.appendValue(dst, value)
	}))
}

// choose returns the sentence for a number, the form other when there is no number.
func (p *Printer) choose(forms map[plural.Form]pattern, n any) pattern {
	var room [24]byte
	plain := room[:0]
	v := reflect.ValueOf(n)
	switch {
	case v.CanInt():
		plain = strconv.AppendInt(plain, v.Int(), 10)
	case v.CanUint():
		plain = strconv.AppendUint(plain, v.Uint(), 10)
	case v.CanFloat():
		plain = appendRounded(plain, v.Float(), 1)
	default:
		return forms[plural.Other]
	}
	if chosen, ok := forms[cardinal(p.plurals, plain)]; ok {
		return chosen
	}
	return forms[plural.Other]
}

// appendValue appends a placeholder's value.
func (p *Printer) appendValue(dst []byte, value any) []byte {
	switch v := value.(type) {
	case nil:
		return dst
	case string:
		return append(dst, v...)
	case int:
		return p.appendInteger(dst, int64(v))
	case int64:
		return p.appendInteger(dst, v)
	case float64:
		return p.appendDecimal(dst, v, 1)
	case problem.Key:
		return append(dst, p.Text(string(v), nil)...)
	case *problem.Error:
		return append(dst, p.Text(v.Key, v.Args)...)
	case []string:
		return append(dst, p.Join(v)...)
	case Text:
		return append(dst, v.In(p.tag)...)
	case time.Time:
		return append(dst, p.DateTime(v)...)
	case fmt.Stringer:
		return append(dst, v.String()...)
	}
	return p.appendOther(dst, value)
}

// appendOther appends a value of a named type by what it is made of.
func (p *Printer) appendOther(dst []byte, value any) []byte {
	v := reflect.ValueOf(value)
	switch {
	case v.CanInt():
		return p.appendInteger(dst, v.Int())
	case v.CanUint():
		return p.appendGrouped(dst, strconv.AppendUint(nil, v.Uint(), 10))
	case v.CanFloat():
		return p.appendDecimal(dst, v.Float(), 1)
	}
	return fmt.Append(dst, value)
}

// Problem returns the sentence of the first problem that an error holds. Any other error is told as a
// fault of ours: its text is for the log. No error gives "".
func (p *Printer) Problem(err error) string {
	if err == nil {
		return ""
	}
	if all := problem.All(err); len(all) > 0 {
		return p.Text(all[0].Key, all[0].Args)
	}
	return p.Text("problem.internal", nil)
}

// Join enumerates: "a", "a et b", "a, b et c".
func (p *Printer) Join(items []string) string {
	var joined []byte
	for i, item := range items {
		switch {
		case i == 0:
		case i == len(items)-1:
			joined = append(joined, p.Text("list.last", nil)...)
		default:
			joined = append(joined, p.Text("list.next", nil)...)
		}
		joined = append(joined, item...)
	}
	return string(joined)
}
