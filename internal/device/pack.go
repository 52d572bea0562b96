package device

import (
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"releve/internal/form"
	"releve/internal/locale"
)

// wordsPrefix begins the keys of the messages that scripts use.
const wordsPrefix = "device."

// filePrefix begins the keys of those that only a questionnaire in one file uses.
const filePrefix = "device.file."

// entryPrefix begins the keys of those that only the page on which paper is keyed uses.
const entryPrefix = "device.entry."

// pack is what the app knows of a questionnaire and says of it, in one language.
type pack struct {
	Lang      locale.Tag            `json:"lang"`
	Words     map[string]locale.Raw `json:"words"`
	Questions []packQuestion        `json:"questions"`
	Bands     map[string][]packBand `json:"bands"`
	Index     map[form.Role][]Entry `json:"index"`
}

// packQuestion is a question as scripts need to know it.
type packQuestion struct {
	Code      string          `json:"code"`
	Kind      string          `json:"kind"`
	Role      form.Role       `json:"role,omitempty"`
	Required  bool            `json:"required,omitempty"`
	Min       int64           `json:"min,omitempty"` // of a whole number, or of the rows of a repeat
	Max       int64           `json:"max,omitempty"`
	Short     string          `json:"short"`
	AskIf     []packCondition `json:"ask_if,omitempty"`
	Questions []packQuestion  `json:"questions,omitempty"`
}

// packCondition says when a question is asked.
type packCondition struct {
	Question string   `json:"question"`
	Is       []string `json:"is,omitempty"`
	Not      []string `json:"not,omitempty"`
}

// packBand is a band of minutes; one without an upper limit has no High.
type packBand struct {
	Code string   `json:"code"`
	Low  float64  `json:"low"`
	Mid  float64  `json:"mid"`
	High *float64 `json:"high"`
}

// Pack returns the pack of a version of a form, in the language of a printer, as it is on a day (yyyy-mm-dd): choices
// that are not offered that day are left out.
func (k *Kit) Pack(f *form.Form, t *locale.Printer, day string) (Asset, error) {
	key := packKey{f.ID, f.Version, t.Tag()}
	k.mu.Lock()
	kept := k.packs[key]
	k.mu.Unlock()
	if kept.day == day {
		return kept.asset, nil
	}
	words := respondents(t)
	maps.DeleteFunc(words, func(key string, _ locale.Raw) bool { return strings.HasPrefix(key, filePrefix) })
	body, err := packOf(f, t.Tag(), day, words)
	if err != nil {
		return Asset{}, err
	}
	a := k.add(strings.Join([]string{"pack", f.ID, strconv.FormatInt(f.Version, 10), string(t.Tag())}, "-"), ".json", body)
	k.mu.Lock()
	k.packs[key] = dated{day, a}
	k.mu.Unlock()
	return a, nil
}

// WholePack returns the content of the pack with what only a questionnaire in one file says.
func WholePack(f *form.Form, t *locale.Printer, day string) ([]byte, error) {
	return packOf(f, t.Tag(), day, respondents(t))
}

// respondents returns the messages of scripts but for those that only coordinators' pages use.
func respondents(t *locale.Printer) map[string]locale.Raw {
	words := t.RawMessages(wordsPrefix)
	maps.DeleteFunc(words, func(key string, _ locale.Raw) bool { return strings.HasPrefix(key, entryPrefix) })
	return words
}

// EntryWords returns the messages that the scripts of keyed entry use.
func EntryWords(t *locale.Printer) map[string]locale.Raw {
	words := t.RawMessages(entryPrefix)
	maps.Copy(words, t.RawMessages("device.guard."))
	maps.Copy(words, t.RawMessages("device.found"))
	maps.Copy(words, t.RawMessages("device.colon"))
	return words
}

func packOf(f *form.Form, tag locale.Tag, day string, words map[string]locale.Raw) ([]byte, error) {
	p := pack{
		Lang: tag, Words: words, Questions: packQuestions(f.Questions, tag),
		Bands: make(map[string][]packBand), Index: make(map[form.Role][]Entry),
	}
	for q := range f.All() {
		if q.Bands != nil {
			p.Bands[q.Code] = packBands(q.Bands)
		}
	}
	for _, role := range []form.Role{form.RoleInstitution, form.RoleProcedure} {
		if q := f.Role(role); q != nil && q.List != nil && !f.InRepeat(q) {
			p.Index[role] = Index(q, tag, day)
		}
	}
	body, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("write pack: %w", err)
	}
	return body, nil
}

func packQuestions(questions []*form.Question, tag locale.Tag) []packQuestion {
	out := make([]packQuestion, 0, len(questions))
	for _, q := range questions {
		one := packQuestion{Code: q.Code, Kind: q.Kind.Name(), Role: q.Role, Required: q.Required, Short: q.Short.In(tag), Min: q.Min, Max: q.Max}
		for _, c := range q.AskIf {
			one.AskIf = append(one.AskIf, packCondition(c))
		}
		if len(q.Questions) > 0 {
			one.Questions = packQuestions(q.Questions, tag)
		}
		out = append(out, one)
	}
	return out
}

func packBands(s *form.BandSet) []packBand {
	out := make([]packBand, len(s.Bands))
	for i, b := range s.Bands {
		out[i] = packBand{Code: b.Code, Low: b.Low, Mid: b.Value}
		if !b.Open {
			out[i].High = &b.High
		}
	}
	return out
}
