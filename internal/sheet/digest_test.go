package sheet_test

import (
	"encoding/hex"
	"reflect"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"releve/internal/form"
	"releve/internal/sheet"
)

// full is a sheet with something in every place.
func full() *sheet.Sheet {
	return &sheet.Sheet{
		ID: sheet.ID{1}, Participant: "p", Version: 2026112201, Follows: someID, Shared: 2, Worker: "w", Date: "2022-09-14",
		Precision: sheet.Day, ReceivedAt: time.Unix(1, 0), Channel: sheet.Web, Language: "fr", Status: sheet.Received, Reason: "r",
		Answers: form.Answers{
			"a": {Codes: []string{"x", "y"}, Text: "t"},
			"b": {Codes: []string{"d10"}, Number: 0, Numbered: true},
		},
		Rows: []form.Answers{{"c": {Text: "u"}}, {}},
	}
}

// TestDigestStays pins one digest: digests are kept, and a sheet that is sent again is known by them.
func TestDigestStays(t *testing.T) {
	const want = "9487c9f3061e4a2452b230c8f35c0693a08d8a27ceec2b51a744869052ff8d1d"
	digest := full().Digest(sheet.Salt{1, 2, 3})
	if got := hex.EncodeToString(digest[:]); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestDigest changes one thing after the other: what was filled in changes the digest, how it came in does not.
func TestDigest(t *testing.T) {
	changes := map[string]struct {
		change func(*sheet.Sheet)
		want   bool // another digest
	}{
		"nothing":     {func(*sheet.Sheet) {}, false},
		"id":          {func(s *sheet.Sheet) { s.ID = sheet.ID{2} }, false},
		"received at": {func(s *sheet.Sheet) { s.ReceivedAt = time.Unix(2, 0) }, false},
		"channel":     {func(s *sheet.Sheet) { s.Channel = sheet.API }, false},
		"status":      {func(s *sheet.Sheet) { s.Status = sheet.Rejected }, false},
		"reason":      {func(s *sheet.Sheet) { s.Reason = "q" }, false},
		"same codes":  {func(s *sheet.Sheet) { s.Answers["b"] = form.Answer{Codes: []string{"d10"}, Numbered: true} }, false},

		"participant":     {func(s *sheet.Sheet) { s.Participant = "" }, true},
		"version":         {func(s *sheet.Sheet) { s.Version++ }, true},
		"follows":         {func(s *sheet.Sheet) { s.Follows = "" }, true},
		"shared":          {func(s *sheet.Sheet) { s.Shared = 0 }, true},
		"worker":          {func(s *sheet.Sheet) { s.Worker = "" }, true},
		"date":            {func(s *sheet.Sheet) { s.Date = "2022-09-15" }, true},
		"precision":       {func(s *sheet.Sheet) { s.Precision = sheet.Week }, true},
		"language":        {func(s *sheet.Sheet) { s.Language = "nl" }, true},
		"answer gone":     {func(s *sheet.Sheet) { delete(s.Answers, "a") }, true},
		"answer more":     {func(s *sheet.Sheet) { s.Answers["c"] = form.Answer{Text: "u"} }, true},
		"answer moved":    {func(s *sheet.Sheet) { s.Answers["d"] = s.Answers["b"]; delete(s.Answers, "b") }, true},
		"code":            {func(s *sheet.Sheet) { s.Answers["a"] = form.Answer{Codes: []string{"x", "z"}, Text: "t"} }, true},
		"code gone":       {func(s *sheet.Sheet) { s.Answers["a"] = form.Answer{Codes: []string{"x"}, Text: "t"} }, true},
		"codes in one":    {func(s *sheet.Sheet) { s.Answers["a"] = form.Answer{Codes: []string{"xy"}, Text: "t"} }, true},
		"order of codes":  {func(s *sheet.Sheet) { s.Answers["a"] = form.Answer{Codes: []string{"y", "x"}, Text: "t"} }, true},
		"text":            {func(s *sheet.Sheet) { s.Answers["a"] = form.Answer{Codes: []string{"x", "y"}, Text: "T"} }, true},
		"text for a code": {func(s *sheet.Sheet) { s.Answers["a"] = form.Answer{Codes: []string{"x", "y", "t"}} }, true},
		"number":          {func(s *sheet.Sheet) { s.Answers["b"] = form.Answer{Codes: []string{"d10"}, Number: 1, Numbered: true} }, true},
		"number gone":     {func(s *sheet.Sheet) { s.Answers["b"] = form.Answer{Codes: []string{"d10"}} }, true},
		"number as text":  {func(s *sheet.Sheet) { s.Answers["b"] = form.Answer{Codes: []string{"d10"}, Text: "0"} }, true},
		"row":             {func(s *sheet.Sheet) { s.Rows[0]["c"] = form.Answer{Text: "v"} }, true},
		"row gone":        {func(s *sheet.Sheet) { s.Rows = s.Rows[:1] }, true},
		"row more":        {func(s *sheet.Sheet) { s.Rows = append(s.Rows, form.Answers{}) }, true},
		"order of rows":   {func(s *sheet.Sheet) { s.Rows[0], s.Rows[1] = s.Rows[1], s.Rows[0] }, true},
		"row's answer in the sheet": {func(s *sheet.Sheet) {
			s.Answers["c"], s.Rows[0] = s.Rows[0]["c"], form.Answers{}
		}, true},
	}
	salt := sheet.Salt{1, 2, 3}
	first := full().Digest(salt)
	for name, test := range changes {
		t.Run(name, func(t *testing.T) {
			s := full()
			test.change(s)
			if got := s.Digest(salt) != first; got != test.want {
				t.Errorf("another digest: %v, want %v", got, test.want)
			}
		})
	}
	if full().Digest(sheet.Salt{}) == first {
		t.Error("another salt gives the same digest")
	}
}

// TestDigestKeepsPlaces compares sheets whose pieces are the same and stand in other places.
func TestDigestKeepsPlaces(t *testing.T) {
	pairs := map[string][2]sheet.Sheet{
		"a code, a number before an empty row": {
			{Answers: form.Answers{"x": {Codes: []string{"1"}}}},
			{Answers: form.Answers{"x": {Number: 1, Numbered: true}}, Rows: []form.Answers{{}}},
		},
		"an answer of the sheet, of a row": {
			{Answers: form.Answers{"x": {Text: "1"}}, Rows: []form.Answers{{}}},
			{Answers: form.Answers{}, Rows: []form.Answers{{"x": {Text: "1"}}}},
		},
		"two answers of a row, of two rows": {
			{Rows: []form.Answers{{"x": {Text: "1"}, "y": {Text: "1"}}}},
			{Rows: []form.Answers{{"x": {Text: "1"}}, {"y": {Text: "1"}}}},
		},
		"the end of one text, the beginning of the next": {{Worker: "ab", Participant: "c"}, {Worker: "a", Participant: "bc"}},
	}
	for name, pair := range pairs {
		if pair[0].Digest(sheet.Salt{}) == pair[1].Digest(sheet.Salt{}) {
			t.Errorf("%s: one digest", name)
		}
	}
}

// filled is what a digest speaks of.
type filled struct {
	Participant, Follows, Worker, Date string
	Version                            int64
	Shared                             int
	Answers                            map[string]form.Answer
	Rows                               []map[string]form.Answer
}

func drawFilled(t *rapid.T) (filled, *sheet.Sheet) {
	word := rapid.SampledFrom([]string{"", "a", "b", "ab", "\x01a", "\x00", "1"})
	answer := rapid.Custom(func(t *rapid.T) form.Answer {
		a := form.Answer{Text: word.Draw(t, "text"), Numbered: rapid.Bool().Draw(t, "numbered")}
		if codes := rapid.SliceOfN(word, 0, 2).Draw(t, "codes"); len(codes) > 0 {
			a.Codes = codes
		}
		if a.Numbered {
			a.Number = rapid.Int64Range(0, 1).Draw(t, "number")
		}
		return a
	})
	answers := rapid.MapOfN(word, answer, 0, 2)
	f := filled{
		Participant: word.Draw(t, "participant"), Follows: word.Draw(t, "follows"), Worker: word.Draw(t, "worker"), Date: word.Draw(t, "date"),
		Version: rapid.Int64Range(0, 11).Draw(t, "version"), Shared: rapid.IntRange(0, 1).Draw(t, "shared"),
		Answers: answers.Draw(t, "answers"), Rows: rapid.SliceOfN(answers, 0, 2).Draw(t, "rows"),
	}
	s := &sheet.Sheet{
		Participant: f.Participant, Follows: f.Follows, Worker: f.Worker, Date: f.Date, Version: f.Version, Shared: f.Shared, Answers: f.Answers,
	}
	for _, row := range f.Rows {
		s.Rows = append(s.Rows, row)
	}
	return f, s
}

// TestDigestTellsApart draws sheets out of few words, so that their pieces fit each other's places: two have one digest
// exactly when they were filled in alike.
func TestDigestTellsApart(t *testing.T) {
	seen := map[sheet.Digest]filled{}
	rapid.Check(t, func(t *rapid.T) {
		f, s := drawFilled(t)
		digest := s.Digest(sheet.Salt{})
		if other, met := seen[digest]; met && !reflect.DeepEqual(other, f) {
			t.Fatalf("%+v and %+v have one digest", other, f)
		}
		seen[digest] = f
		moved := *s
		moved.Worker, moved.Participant = s.Participant, s.Worker
		if (moved.Digest(sheet.Salt{}) == digest) != (s.Participant == s.Worker) {
			t.Fatalf("%+v: worker and participant are not told apart", f)
		}
		longer := *s
		longer.Date += strconv.Itoa(1)
		if longer.Digest(sheet.Salt{}) == digest {
			t.Fatalf("%+v: another date has the same digest", f)
		}
	})
}
