package sqlite

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
)

// errFields says that a record does not have the fields that were asked for.
var errFields = errors.New("read sheet: a record has other fields than it should have")

// leanReader takes texts of records apart and hands out the sheets they make.
type leanReader struct {
	*lean
	yield  func(campaign.Kept, error) bool
	enough bool // yield says so

	fields []string
	starts []int // of each field in its record
	next   int64 // place

	open   bool // a sheet is being read
	kept   campaign.Kept
	sheet  sheet.Sheet
	rows   []form.Answers // used again for each sheet
	heads  map[string]leanHead
	words  map[string]string
	tokens map[string]string // by number
}

// leanHead is what many sheets have in common.
type leanHead struct {
	plan  leanPlan
	sheet sheet.Sheet // version, channel, language, status
}

// leanAnswer is an answer; given is false for a blank one.
type leanAnswer struct {
	answer form.Answer
	given  bool
}

func newLeanReader(l *lean, yield func(campaign.Kept, error) bool) *leanReader {
	n := leanAnswers + len(l.columns)
	return &leanReader{
		lean: l, yield: yield, fields: make([]string, n), starts: make([]int, n+1), heads: map[string]leanHead{},
		words: map[string]string{}, tokens: map[string]string{}, sheet: sheet.Sheet{Answers: form.Answers{}},
	}
}

// read takes the records of a text.
func (r *leanReader) read(text string) error {
	for text != "" && !r.enough {
		record := text
		if end := strings.IndexByte(text, recordEnd[0]); end >= 0 {
			record, text = text[:end], text[end+1:]
		} else {
			text = ""
		}
		if err := r.record(record); err != nil {
			return err
		}
	}
	return nil
}

// learn remembers worker tokens. A number is the place with which its token first came: no earlier record has it.
func (r *leanReader) learn(text string) error {
	for text != "" {
		number, rest, _ := strings.Cut(text, fieldEnd)
		length, rest, found := strings.Cut(rest, fieldEnd)
		n, err := leanNumber(length)
		if err != nil || !found || n < 0 || n > int64(len(rest)) {
			return errors.Join(errFields, err)
		}
		r.tokens[number], text = rest[:n], rest[n:]
	}
	return nil
}

// end hands out the last sheet.
func (r *leanReader) end() {
	if r.open && !r.enough {
		r.hand()
	}
}

// hand hands out the sheet that is being read.
func (r *leanReader) hand() {
	r.kept.Sheet = &r.sheet
	r.enough = !r.yield(r.kept, nil)
	r.open = false
}

// record reads one record.
func (r *leanReader) record(text string) error {
	at := 0
	for i := range r.fields {
		r.starts[i] = at
		end := strings.IndexByte(text[at:], fieldEnd[0])
		if end < 0 {
			end = len(text) - at
		}
		r.fields[i] = text[at : at+end]
		if at += end + 1; at > len(text) && i < len(r.fields)-1 {
			return errFields
		}
	}
	if at != len(text)+1 {
		return errFields
	}
	place, err := leanNumber(r.fields[leanPlace])
	if err != nil {
		return err
	}
	if place < r.next {
		return errFields
	}
	r.next = place + 1
	idx, err := leanNumber(r.fields[leanIdx])
	if err != nil {
		return err
	}
	if r.open && idx > 1 {
		return r.row(text)
	}
	if r.open {
		if r.hand(); r.enough {
			return nil
		}
	}
	return r.first(text, place, idx)
}

// first begins a sheet.
func (r *leanReader) first(text string, place, idx int64) error {
	change, err := leanNumber(r.fields[leanChange])
	if err != nil {
		return err
	}
	flags := r.fields[leanFlags]
	r.open = true
	r.kept = campaign.Kept{Place: place, Rows: 1, Change: change, Trial: flags == "2", Erased: flags == "1"}
	answers := r.sheet.Answers
	clear(answers)
	r.sheet = sheet.Sheet{}
	if id := r.fields[leanSheet]; len(id) == 2*len(r.sheet.ID) {
		if err = decodeHex(r.sheet.ID[:], id); err != nil {
			return err
		}
	} else if !r.kept.Erased {
		return fmt.Errorf("read sheet: place %d has no id", place)
	}
	if r.kept.Erased {
		r.sheet.Answers = answers
		return nil
	}
	h, err := r.head(text)
	if err != nil {
		return err
	}
	id, s := r.sheet.ID, &r.sheet
	*s = h.sheet
	s.ID, s.Answers = id, answers
	s.Participant, s.Date = r.word(r.fields[leanParticipant]), r.word(r.fields[leanDate])
	if err = r.rare(); err != nil {
		return err
	}
	if err = r.answers(text, h.plan.sheet, answers); err != nil || !h.plan.repeat {
		return err
	}
	s.Rows = r.rows[:0]
	if idx == 0 {
		return nil
	}
	return r.addRow(text, h.plan)
}

// rare reads what has to be computed, and what few sheets have.
func (r *leanReader) rare() error {
	s := &r.sheet
	if f := r.fields[leanReceived]; f != "" {
		at, err := leanNumber(f)
		if err != nil {
			return err
		}
		s.ReceivedAt = time.Unix(at, 0).UTC()
	}
	if f := r.fields[leanShared]; f != "" {
		shared, err := leanNumber(f)
		if err != nil {
			return err
		}
		s.Shared = int(shared)
	}
	if f := r.fields[leanFollows]; f != "" {
		id, err := hex.DecodeString(f)
		if err != nil {
			return fmt.Errorf("read sheet: %w", err)
		}
		s.Follows = unpackFollows(id)
	}
	f := r.fields[leanWorker]
	if f == "" {
		return nil
	}
	token, ok := r.tokens[f]
	if !ok {
		number, err := leanNumber(f)
		if err != nil {
			return err
		}
		if token, err = r.u.token(number); err != nil {
			return err
		}
		r.tokens[strings.Clone(f)] = token
	}
	s.Worker = token
	return nil
}

// head reads what many sheets have in common.
func (r *leanReader) head(text string) (leanHead, error) {
	key := text[r.starts[leanVersion] : r.starts[leanStatus]+len(r.fields[leanStatus])]
	if h, ok := r.heads[key]; ok {
		return h, nil
	}
	version, err := leanNumber(r.fields[leanVersion])
	if err != nil {
		return leanHead{}, err
	}
	p, ok := r.plans[version]
	if !ok {
		return leanHead{}, fmt.Errorf("read sheet: version %d of its form is not kept", version)
	}
	h := leanHead{plan: p, sheet: sheet.Sheet{Version: version}}
	put(&h.sheet.Channel, strings.Clone(r.fields[leanChannel]))
	put(&h.sheet.Language, strings.Clone(r.fields[leanLanguage]))
	put(&h.sheet.Status, strings.Clone(r.fields[leanStatus]))
	r.heads[strings.Clone(key)] = h
	return h, nil
}

// word returns a text that does not keep the whole portion in memory.
func (r *leanReader) word(field string) string {
	if w, ok := r.words[field]; ok {
		return w
	}
	w := strings.Clone(field)
	r.words[w] = w
	return w
}

// row adds a further record to the sheet.
func (r *leanReader) row(text string) error {
	r.kept.Rows++
	if r.kept.Erased {
		return nil
	}
	return r.addRow(text, r.plans[r.sheet.Version])
}

func (r *leanReader) addRow(text string, p leanPlan) error {
	n := len(r.sheet.Rows)
	if n == len(r.rows) {
		r.rows = append(r.rows, form.Answers{})
	}
	row := r.rows[n]
	clear(row)
	r.sheet.Rows = r.rows[:n+1]
	return r.answers(text, p.row, row)
}

// answers reads the answers of some slots.
func (r *leanReader) answers(text string, slots []leanSlot, into form.Answers) error {
	for i := range slots {
		s := &slots[i]
		key := text[r.starts[s.first] : r.starts[s.last]+len(r.fields[s.last])]
		a, ok := s.known[key]
		if !ok {
			var err error
			if a, err = r.answer(s); err != nil {
				return err
			}
			s.known[strings.Clone(key)] = a
		}
		if a.given {
			into[s.code] = a.answer
		}
	}
	return nil
}

// answer reads an answer as it is read from a record.
func (r *leanReader) answer(s *leanSlot) (leanAnswer, error) {
	from := make(record, columns)
	from[s.column] = strings.Clone(r.fields[s.first])
	if s.exact != none && r.fields[s.last] != "" {
		exact, err := leanNumber(r.fields[s.last])
		if err != nil {
			return leanAnswer{}, err
		}
		from[s.exact] = exact
	}
	a, err := s.read(from, nil)
	return leanAnswer{answer: a, given: err == nil && !a.Blank()}, err
}

// decodeHex reads hexadecimal digits without making a copy of them.
func decodeHex(into []byte, digits string) error {
	for i := range into {
		high, low := hexDigit(digits[2*i]), hexDigit(digits[2*i+1])
		if high|low > 0xf {
			return errFields
		}
		into[i] = high<<4 | low
	}
	return nil
}

// hexDigit returns the value of a digit as SQLite writes it, more than 15 for what is none.
func hexDigit(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	default:
		return 0xff
	}
}
