package sheet_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// TestRead reads whole sheets.
func TestRead(t *testing.T) {
	f := shipped(t, "monitoring-1030")
	s, err := sheet.Read(f, sheet.Entry{
		ID: strings.ToUpper(someID), Precision: "week", Language: "nl", Worker: "token", Version: "2026112203", Follows: sheet.Unknown, Shared: " 3 ",
		Answers: sheet.Fields{
			"inst": {" oth "}, "inst.text": {" Une e\u0301cole\r\n"}, "proc": {"rdv", "rdv"}, "dur": {""}, "dur.minutes": {"1h05"},
			"out": {"ko"}, "fn": {""}, "com": {"deux\r\nlignes"}, "nowhere": {"", " "},
		},
	}, someTime())
	if err != nil {
		t.Fatal(told(err))
	}
	if s.ID.String() != someID || s.Date != "2022-09-14" || s.Precision != sheet.Week || s.Language != "nl" || s.Worker != "token" ||
		s.Version != f.Version || s.Follows != sheet.Unknown || s.Shared != 3 || s.Status != sheet.Received || s.Channel != "" || s.Participant != "" {
		t.Errorf("got %+v", s)
	}
	if want := time.Date(2022, 9, 13, 22, 30, 15, 0, time.UTC); !s.ReceivedAt.Equal(want) || s.ReceivedAt.Location() != time.UTC {
		t.Errorf("received at %v, want %v", s.ReceivedAt, want)
	}
	want := "com=«deux\nlignes» dur=d60#65ns inst=oth«Une école» out=ko proc=rdv"
	if got := written(s.Answers); got != want || s.Rows != nil {
		t.Errorf("got %s, rows %v, want %s", got, s.Rows, want)
	}
}

// TestReadHead reads what is not an answer.
func TestReadHead(t *testing.T) {
	answers := sheet.Fields{"inst": {"com"}, "proc": {"rdv"}, "dur": {"d10"}, "out": {"ok"}}
	good := entry(answers)
	tests := []struct {
		name   string
		change func(*sheet.Entry)
		want   string // "" when it is read
	}{
		{"nothing", func(*sheet.Entry) {}, ""},
		{"no id", func(e *sheet.Entry) { e.ID = "" }, "_id sheet.id"},
		{"bad id", func(e *sheet.Entry) { e.ID = "1" }, "_id sheet.id"},
		{"no date", func(e *sheet.Entry) { e.Date = "" }, ""},
		{"day first", func(e *sheet.Entry) { e.Date = "13/9/2022" }, ""},
		{"bad date", func(e *sheet.Entry) { e.Date = "13/13/2022" }, "_date answer.date"},
		{"month", func(e *sheet.Entry) { e.Precision = "month" }, ""},
		{"bad precision", func(e *sheet.Entry) { e.Precision = "year" }, "_date sheet.precision"},
		{"no language", func(e *sheet.Entry) { e.Language = "" }, "_language sheet.language"},
		{"bad language", func(e *sheet.Entry) { e.Language = "FR" }, "_language sheet.language"},
		{"version", func(e *sheet.Entry) { e.Version = "2026112203" }, ""},
		{"another version", func(e *sheet.Entry) { e.Version = "2026112204" }, "_version sheet.version"},
		{"bad version", func(e *sheet.Entry) { e.Version = "+2026112203" }, "_version sheet.version"},
		{"follows", func(e *sheet.Entry) { e.Follows = " 0F2B8C1E-9d4a-4c7b-8e21-0a5d6f7c8b90 " }, ""},
		{"follows itself", func(e *sheet.Entry) { e.Follows = strings.ToUpper(someID) }, "_follows sheet.follows"},
		{"follows a word", func(e *sheet.Entry) { e.Follows = "Unknown" }, "_follows sheet.follows"},
		{"shared by two", func(e *sheet.Entry) { e.Shared = "2" }, ""},
		{"shared by most", func(e *sheet.Entry) { e.Shared = "99" }, ""},
		{"shared by one", func(e *sheet.Entry) { e.Shared = "1" }, "_shared sheet.shared"},
		{"shared by too many", func(e *sheet.Entry) { e.Shared = "100" }, "_shared sheet.shared"},
		{"shared by a word", func(e *sheet.Entry) { e.Shared = "2.0" }, "_shared sheet.shared"},
		{"rows", func(e *sheet.Entry) { e.Rows = []sheet.Fields{{}} }, " sheet.rows.none"},
	}
	f := shipped(t, "monitoring-1030")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := good
			test.change(&e)
			s, err := sheet.Read(f, e, someTime())
			if got := strings.Join(told(err), ", "); got != test.want || (s == nil) != (err != nil) {
				t.Errorf("got %q, %v, want %q", got, s, test.want)
			}
		})
	}
}

// TestReadFollows holds in what form the sheet that another resumes is kept.
func TestReadFollows(t *testing.T) {
	e := entry(sheet.Fields{"inst": {"com"}, "proc": {"rdv"}, "dur": {"d10"}, "out": {"ok"}})
	for sent, want := range map[string]string{
		"": "", " ": "", " unknown ": sheet.Unknown, " 0F2B8C1E-9D4A-4C7B-8E21-0A5D6F7C8B90": "0f2b8c1e-9d4a-4c7b-8e21-0a5d6f7c8b90",
	} {
		e.Follows = sent
		s, err := sheet.Read(shipped(t, "monitoring-1030"), e, someTime())
		if err != nil || s.Follows != want {
			t.Errorf("%q: got %+v, %v, want %q", sent, s, told(err), want)
		}
	}
	calls := entry(sheet.Fields{"kind": {"wrong"}})
	for _, sent := range []string{sheet.Unknown, "0f2b8c1e-9d4a-4c7b-8e21-0a5d6f7c8b90"} {
		calls.Follows = sent
		_, err := sheet.Read(shipped(t, "appels"), calls, someTime())
		if got := strings.Join(told(err), ", "); got != "_follows sheet.follows.repeat" {
			t.Errorf("a call that follows %q: got %q", sent, got)
		}
	}
}

// TestReadProblems sends sheets with several mistakes: all are told at once, in the order of the page, and nothing
// comes back that could be kept.
func TestReadProblems(t *testing.T) {
	long := strings.Repeat("x", 601)
	tests := []struct {
		name string
		form string
		sent sheet.Entry
		want []string
	}{
		{"nothing at all", "monitoring-1030", sheet.Entry{}, []string{
			"_id sheet.id", "_language sheet.language", "inst sheet.required", "proc sheet.required", "dur sheet.required", "out sheet.required",
		}},
		{"something of everything", "monitoring-1030", sheet.Entry{
			ID: "x", Date: "x", Precision: "x", Language: "x", Version: "x", Follows: "x", Shared: "x", Answers: sheet.Fields{
				"inst": {"x"}, "inst.text": {"école"}, "proc": {"rdv", "cpt"}, "dur": {"d00"}, "dur.minutes": {"45"}, "out": {" "},
				"fn.minutes": {"x"}, "com": {long}, "zzz": {"x"}, "aaa": {"x"}, "demands.1.theme": {"x"}, "out.text": {"x"},
			}, Rows: []sheet.Fields{{"theme": {"log"}}},
		}, []string{
			"_id sheet.id", "_date answer.date", "_date sheet.precision", "_language sheet.language", "_version sheet.version",
			"_follows sheet.follows", "_shared sheet.shared", "inst answer.unknown", "proc answer.several", "dur answer.minutes.outside",
			"out sheet.required", "com answer.text.long", "aaa sheet.question.unknown", "demands.1.theme sheet.question.unknown",
			"fn.minutes sheet.question.unknown", "out.text sheet.question.unknown", "zzz sheet.question.unknown", " sheet.rows.none",
		}},
		{"identifiers", "monitoring-1030", entry(sheet.Fields{
			"inst": {"oth"}, "inst.text": {"85.07.30-033.28"}, "proc": {"rdv"}, "dur": {"d10"}, "out": {"ok"},
			"com": {"sur BE68 5390 0754 7034"},
		}), []string{"inst guard.national", "com guard.iban"}},
		{"other without its text is enough", "monitoring-1030", entry(sheet.Fields{"inst": {"oth"}, "proc": {"rdv"}, "dur": {"d10"}, "out": {"ok"}}), nil},
		{"text beside", "monitoring-1030", entry(sheet.Fields{
			"inst": {"com"}, "inst.text": {"a", "b"}, "proc": {""}, "proc.text": {"b"}, "dur.minutes": {"5", "6"}, "out": {"ok"},
		}), []string{"inst answer.several", "proc answer.specify.nothing", "dur answer.several"}},
		{"minutes that are not asked", "every", entry(sheet.Fields{
			"inst": {"top"}, "out": {"ok"}, "dur": {"m20"}, "slow": {"m0"}, "slow.minutes": {"3"},
		}), []string{"slow answer.minutes.unasked"}},
		{"a row in the place of an answer", "appels", entry(sheet.Fields{"kind": {"ask"}, "theme": {"log"}, "demands": {"x"}}, sheet.Fields{"theme": {"log"}, "action": {"info"}}), []string{
			"demands sheet.question.unknown", "theme sheet.question.unknown",
		}},
		{"rows", "appels", entry(
			sheet.Fields{"kind": {"ask"}},
			sheet.Fields{"theme": {"x"}, "action": {"info"}, "kind": {"ask"}},
			sheet.Fields{"theme": {"log"}, "action": {"info"}},
			sheet.Fields{"dcom": {"4111 1111 1111 1111"}},
		), []string{
			"demands.1.theme answer.unknown", "demands.1.kind sheet.question.unknown",
			"demands.3.theme sheet.required", "demands.3.action sheet.required", "demands.3.dcom guard.card",
		}},
		{"rows that are not asked", "appels", entry(sheet.Fields{"kind": {"wrong"}}, sheet.Fields{"theme": {"x"}}), []string{
			"demands sheet.unasked", "demands.1.theme answer.unknown", "demands.1.action sheet.required",
		}},
		{"rows where nobody knows whether they are asked", "appels", entry(sheet.Fields{"kind": {"x"}}, sheet.Fields{"theme": {"log"}, "action": {"info"}}), []string{
			"kind answer.unknown",
		}},
		{"too many rows", "appels", entry(sheet.Fields{"kind": {"ask"}}, make([]sheet.Fields, 16)...), []string{"demands sheet.rows.many"}},
		{"too few rows", "every", entry(sheet.Fields{"inst": {"oth"}, "out": {"ko"}}), []string{"tries sheet.rows.few"}},
		{"questions that are not asked", "every", entry(sheet.Fields{"inst": {"oth"}, "out": {"ok"}, "why": {"top"}, "dur": {"m20"}, "slow": {"m0"}}), []string{
			"why sheet.unasked", "dur sheet.unasked", "slow sheet.unasked",
		}},
		{"a question that hangs on a refused answer", "every", entry(sheet.Fields{"inst": {"x"}, "out": {"ok"}, "slow": {"m0"}}), []string{
			"inst answer.unknown",
		}},
		{"a question that hangs on a missing answer", "every", entry(sheet.Fields{"inst": {"top"}, "why": {"top"}}), []string{
			"out sheet.required",
		}},
		{"a mistake where it is not known whether the question is asked", "every", entry(sheet.Fields{"inst": {"x"}, "out": {"ok"}, "dur": {"x"}}), []string{
			"inst answer.unknown", "dur answer.unknown",
		}},
		{"a row's question that hangs on the sheet's refused answer", "every", entry(
			sheet.Fields{"inst": {"x"}, "out": {"ko"}, "dur": {"m0"}}, sheet.Fields{"way": {"later"}},
		), []string{"inst answer.unknown"}},
		{"a row's question that hangs on the sheet and the row", "every", entry(
			sheet.Fields{"inst": {"top"}, "out": {"ko"}, "dur": {"m0"}}, sheet.Fields{"way": {"later"}}, sheet.Fields{"way": {"ok"}, "deep": {"x"}},
		), []string{"tries.1.deep sheet.required", "tries.2.deep sheet.unasked"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := every(t)
			if test.form != f.ID {
				f = shipped(t, test.form)
			}
			s, err := sheet.Read(f, test.sent, someTime())
			if got := told(err); !slices.Equal(got, test.want) {
				t.Errorf("got\n%q, want\n%q", got, test.want)
			}
			if (s == nil) != (test.want != nil) {
				t.Errorf("got the sheet %+v", s)
			}
			for _, wrong := range problem.All(err) {
				if wrong.Kind != problem.Invalid {
					t.Errorf("%s of kind %d", wrong.Key, wrong.Kind)
				}
			}
			speak(t, err)
		})
	}
}

// speak tells every problem in every language; no placeholder is left.
func speak(t *testing.T, err error) {
	t.Helper()
	catalogue, broken := loadCatalogue()
	if broken != nil {
		t.Fatal(broken)
	}
	for _, tag := range locale.Languages() {
		printer := catalogue.Printer(tag)
		for _, wrong := range problem.All(err) {
			if text := printer.Problem(wrong); text == wrong.Key || strings.ContainsAny(text, "{}") {
				t.Errorf("%s, %s: %q", tag, wrong.Key, text)
			}
		}
	}
}

// TestReadRows reads a sheet with rows, with none, and with one that is empty.
func TestReadRows(t *testing.T) {
	f := shipped(t, "appels")
	tests := []struct {
		name string
		sent sheet.Entry
		want []string
	}{
		{"two", entry(
			sheet.Fields{"kind": {"ask"}},
			sheet.Fields{"theme": {"log"}, "action": {"info"}},
			sheet.Fields{"theme": {"oth"}, "action": {"relay"}, "dcom": {" x "}},
		), []string{"action=info theme=log", "action=relay dcom=«x» theme=oth"}},
		{"none", entry(sheet.Fields{"kind": {"ask"}}), []string{}},
		{"none asked", entry(sheet.Fields{"kind": {"wrong"}}), []string{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := sheet.Read(f, test.sent, someTime())
			if err != nil {
				t.Fatal(told(err))
			}
			got := []string{}
			for _, row := range s.Rows {
				got = append(got, written(row))
			}
			if !slices.Equal(got, test.want) || s.Rows == nil {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if rows := s.Repeats(f); len(rows) != len(s.Rows) {
				t.Errorf("%d rows count", len(rows))
			}
		})
	}
	single, err := sheet.Read(shipped(t, "monitoring-1030"), entry(sheet.Fields{"inst": {"com"}, "proc": {"rdv"}, "dur": {"d10"}, "out": {"ok"}}), someTime())
	if err != nil {
		t.Fatal(told(err))
	}
	if rows := single.Repeats(shipped(t, "monitoring-1030")); len(rows) != 1 || written(rows[0]) != written(single.Answers) {
		t.Errorf("a sheet without a repeat counts as %v", rows)
	}
}

// TestReadKeepsNothingSent holds that a sheet shares no answer with what was sent.
func TestReadKeepsNothingSent(t *testing.T) {
	sent := entry(sheet.Fields{"inst": {"top"}, "out": {"ko"}, "why": {"top", "oth"}, "dur": {"m0"}, "word": {"un"}}, sheet.Fields{"way": {"ok"}})
	s, err := sheet.Read(every(t), sent, someTime())
	if err != nil {
		t.Fatal(told(err))
	}
	before := written(s.Answers) + written(s.Rows[0])
	for _, fields := range append(sent.Rows, sent.Answers) {
		for _, values := range fields {
			for i := range values {
				values[i] = "changed"
			}
		}
		clear(fields)
	}
	if after := written(s.Answers) + written(s.Rows[0]); after != before {
		t.Errorf("was %s, is %s", before, after)
	}
}

func TestStatusAndChannel(t *testing.T) {
	counted := map[sheet.Status]bool{"received": true, "edited": true, "issues": true, "approved": true, "rejected": false, "excluded": false}
	for _, s := range sheet.Statuses() {
		if want, known := counted[s]; !known || s.Counts() != want {
			t.Errorf("%s counts: %v", s, s.Counts())
		}
	}
	posted := map[sheet.Channel]bool{"web": true, "offline": true, "api": true, "keyed": false, "scan": false, "import": false}
	for _, c := range sheet.Channels() {
		if want, known := posted[c]; !known || c.Posted() != want {
			t.Errorf("%s may be claimed: %v", c, c.Posted())
		}
	}
	if len(sheet.Statuses()) != len(counted) || len(sheet.Channels()) != len(posted) {
		t.Error("statuses or channels are missing")
	}
}

// TestReadOfDecodedForm reads against a form out of the store as against the file's.
func TestReadOfDecodedForm(t *testing.T) {
	data, err := form.Encode(every(t))
	if err != nil {
		t.Fatal(err)
	}
	stored, err := form.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	sent := entry(sheet.Fields{"inst": {"oth"}, "inst.text": {"x"}, "out": {"later"}, "why": {"oth", "top"}, "free": {"7"}})
	a, err := sheet.Read(every(t), sent, someTime())
	if err != nil {
		t.Fatal(told(err))
	}
	b, err := sheet.Read(stored, sent, someTime())
	if err != nil || written(a.Answers) != written(b.Answers) || a.Digest(sheet.Salt{}) != b.Digest(sheet.Salt{}) {
		t.Errorf("got %v, %v, want %v", b, told(err), a)
	}
}
