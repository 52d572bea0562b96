package interchange_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"releve/internal/interchange"
	"releve/internal/locale"
	"releve/internal/need"
	"releve/internal/problem"
)

const national = "85.07.30-033.28"

func TestRefusals(t *testing.T) {
	const header = "_date,inst,dur,_id"
	const good = "\n2026-03-01,a,d00," + id1
	tests := []struct {
		name string
		file string
		want string
	}{
		{"nothing at all", "", "import.empty"},
		{"blank lines", "\n,,\n\n", "import.empty"},
		{
			"unknown columns", "_date,inst,dur,Remarque,inst/a,com.text" + "\n2026-03-01,a,d00,x,1,y",
			"import.column.unknown Remarque\nimport.column.unknown inst/a\nimport.column.unknown com.text",
		},
		{"unknown column with an identifier", "_date,inst,dur," + national + "\n2026-03-01,a,d00,", "import.column.unknown …"},
		{"double column", header + ",dur" + good + ",d00", "import.column.double dur"},
		{"no date", "inst,dur,_id\na,d00," + id1, "import.column.date _date"},
		{
			"no required column", "_date\n2026-03-01\n2026-03-01",
			"import.column.required inst\nimport.column.required dur",
		},
		{"few cells", header + good + "\n2026-03-01,a", "import.line 3 import.cells 2 4"},
		{"value under no name", header + "," + good + ",x", "import.line 2 import.cell.nameless 5"},
		{"value beyond the header", header + good + ",,x", "import.line 2 import.cell.nameless 6"},
		{"unknown choice", header + "\n2026-03-01,a,d99," + id1, "import.cell 2 dur d99 answer.unknown d99"},
		{
			"all problems at once", header + "\n2026-03-01,z,d99," + id1 + "\n,a,,x",
			"import.cell 2 inst z answer.unknown z\nimport.cell 2 dur d99 answer.unknown d99\nimport.cell 3 _id x import.id",
		},
		{"missing answer", header + "\n2026-03-01,a,," + id1, "import.cell.bare 2 dur sheet.required"},
		{"missing date", header + "\n,a,d00," + id1, "import.cell.bare 2 _date import.date"},
		{"wrong date", header + "\n2026-02-30,a,d00," + id1, "import.cell 2 _date 2026-02-30 answer.date 2026-02-30"},
		{"text of no other", header + ",inst.text" + good + ",x", "import.cell 2 inst.text x answer.specify.other"},
		{"minutes outside", header + ",dur.minutes" + good + ",15", "import.cell 2 dur.minutes 15 answer.minutes.outside 15"},
		{"question not asked", header + ",why" + good + ",w1", "import.cell 2 why w1 sheet.unasked"},
		{
			"question of another version", header + ",risk,_form_version" + good + ",r1,2026010101",
			"import.cell 2 risk r1 sheet.question.unknown risk",
		},
		{
			"choice of another version", header + ",why,_form_version\n2026-03-01,b,d00," + id1 + ",w2,2026010101",
			"import.cell 2 why w2 answer.unknown w2",
		},
		{
			"unknown version", header + ",_form_version" + good + ",2026010102",
			"import.cell 2 _form_version 2026010102 import.version 2026010101, 2026020101",
		},
		{"version in words", header + ",_form_version" + good + ",1re", "import.cell 2 _form_version 1re import.version 2026010101, 2026020101"},
		{"row of a form without repeat", header + ",_row" + good + ",0", "import.cell 2 _row 0 import.row.single"},
		{"row in words", header + ",_row" + good + ",un", "import.cell 2 _row un import.row"},
		{"same sheet twice", header + good + good, "import.cell 3 _id " + id1 + " import.row.twice 1 2"},
		{
			"same sheet twice in capitals", header +
				"\n2026-03-01,a,d00,00000000-0000-4000-8000-00000000000A\n2026-03-01,a,d00,00000000-0000-4000-8000-00000000000a",
			"import.cell 3 _id 00000000-0000-4000-8000-00000000000a import.row.twice 1 2",
		},
		{"follows no id", header + ",_follows" + good + ",hier", "import.cell 2 _follows hier sheet.follows hier"},
		{"follows itself", header + ",_follows" + good + "," + id1, "import.cell 2 _follows " + id1 + " sheet.follows " + id1},
		{"shared", header + ",_shared" + good + ",1", "import.cell 2 _shared 1 sheet.shared 1"},
		{"service", header + ",_organisation" + good + ",Maison", "import.cell 2 _organisation Maison import.organisation"},
		{
			"service that is a national number", header + ",_organisation" + good + ",85073003328",
			"import.cell.bare 2 _organisation import.organisation",
		},
		{"precision", header + ",_date_precision" + good + ",year", "import.cell 2 _date_precision year sheet.precision year"},
		{"reception", header + ",_received_at" + good + ",2026-03-01 10:00", "import.cell 2 _received_at 2026-03-01 10:00 import.received"},
		{
			"reception before programs", header + ",_received_at" + good + ",0001-01-01T00:00:00Z",
			"import.cell 2 _received_at 0001-01-01T00:00:00Z import.received",
		},
		{"channel", header + ",_channel" + good + ",fax", "import.cell 2 _channel fax import.known web, offline, keyed, scan, import, api"},
		{"language", header + ",_language" + good + ",it", "import.cell 2 _language it sheet.language it"},
		{
			"status", header + ",_status" + good + ",ok",
			"import.cell 2 _status ok import.known received, edited, issues, approved, rejected, excluded",
		},
		{"token of two lines", header + ",_worker" + good + ",\"a\nb\"", "import.cell 2 _worker a b import.worker"},
		{"control sign", header + ",_status_reason" + good + ",a\x1bb", "import.cell 2 _status_reason ab import.text"},
		{"cell too long", header + ",com" + good + "," + strings.Repeat("é", 32_768), "import.cell.bare 2 com import.cell.long"},
		{
			"cell just right, text too long", header + ",com" + good + "," + strings.Repeat("é", 32_767),
			"import.cell 2 com " + strings.Repeat("é", 39) + "… answer.text.long 32767",
		},
		{"not UTF-8", header + ",com" + good + ",\xe9t\xe9", "csv.encoding 2"},
		{
			"problems before a broken line", header + "\n2026-03-01,a,d99," + id1 + "\n\"x",
			"import.cell 2 dur d99 answer.unknown d99\ncsv.quotes 3",
		},
		{"national number in a comment", header + ",com" + good + ",Madame " + national, "import.cell.bare 2 com guard.national"},
		{"national number beside other", header + ",inst.text\n2026-03-01,oth,d00," + id1 + "," + national, "import.cell.bare 2 inst.text guard.national"},
		{"national number as a choice", header + "\n2026-03-01," + national + ",d00," + id1, "import.cell.bare 2 inst answer.unknown …"},
		{
			"account in pieces as choices", header + ",why\n2026-03-01,b,d00," + id1 + ",BE68 5390 0754 7034",
			"import.cell.bare 2 why answer.unknown …",
		},
		{"national number as a date", header + "\n" + national + ",a,d00," + id1, "import.cell.bare 2 _date answer.date …"},
		{"national number as a token", header + ",_worker" + good + "," + national, "import.cell.bare 2 _worker import.private"},
		{"national number as a reason", header + ",_status_reason" + good + "," + national, "import.cell.bare 2 _status_reason import.private"},
		{
			"national number in a text too long", header + ",com" + good + "," + national + strings.Repeat(" x", 400),
			"import.cell.bare 2 com answer.text.long 815",
		},
	}
	l := layout(t, survey(t, plain))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := read(l, test.file, interchange.Options{})
			if got := told(err); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestRefusalsOfRows(t *testing.T) {
	const header = "_date,inst,dur,theme,qty,_id,_row"
	line := func(id, row, rest string) string { return "\n2026-03-01,b,d00," + rest + "," + id + "," + row }
	tests := []struct {
		name string
		file string
		want string
	}{
		{"in any order", line(id1, "2", "a,") + line(id2, "1", "a,") + line(id1, "1", "b,"), ""},
		{"none", line(id1, "0", ","), ""},
		{"blank is the first", line(id1, "", "a,"), ""},
		{"hole", line(id1, "1", "a,") + line(id1, "3", "a,"), "import.cell 3 _row 3 import.row.hole 2"},
		{"begins at 2", line(id1, "2", "a,"), "import.cell 2 _row 2 import.row.hole 1"},
		{"very far", line(id1, "1", "a,") + line(id1, "2000000000", "a,"), "import.cell 3 _row 2000000000 import.row.hole 2"},
		{"twice", line(id1, "1", "a,") + line(id1, "1", "a,"), "import.cell 3 _row 1 import.row.twice 1 2"},
		{"none and one", line(id1, "1", "a,") + line(id1, "0", ","), "import.cell 2 _row 1 import.row.zero 3"},
		{"none with answers", line(id1, "0", "a,7"), "import.cell 2 theme a import.row.none\nimport.cell 2 qty 7 import.row.none"},
		{"negative", line(id1, "-1", "a,"), "import.cell 2 _row -1 import.row"},
		{
			"too many", line(id1, "1", "a,") + line(id1, "2", "a,") + line(id1, "3", "a,") + line(id1, "4", "a,") + line(id1, "5", "a,"),
			"import.cell 2 _row 1 sheet.rows.many 4",
		},
		{"repeat not asked", "\n2026-03-01,oth,d00,a,," + id1 + ",1", "import.cell 2 _row 1 sheet.unasked"},
		{
			"lines disagree", line(id1, "1", "a,") + "\n2026-03-02,b,d10,a,," + id1 + ",2",
			"import.cell 3 _date 2026-03-02 import.differs 2\nimport.cell 3 dur d10 import.differs 2",
		},
		{
			"problem on its own line", line(id1, "2", "a,-7") + line(id1, "1", "z,"),
			"import.cell 2 qty -7 answer.range\nimport.cell 3 theme z answer.unknown z",
		},
		{"missing answer on its own line", line(id1, "2", ",7") + line(id1, "1", "a,"), "import.cell.bare 2 theme sheet.required"},
		{"follows", "\n2026-03-01,b,d00,,," + id1 + ",0" + "\n", ""},
	}
	l := layout(t, survey(t, every))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := read(l, header+test.file, interchange.Options{})
			if got := told(err); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestLinesAgreeAsStored(t *testing.T) {
	l := layout(t, survey(t, every))
	accept(t, l, "_date,inst,dur,theme,com,_id,_row\n2026-03-01,b,d00,a,\"e\u0301te\u0301\r\n\","+id1+",1\n2026-03-01 ,b,d00,a,\u00e9t\u00e9,"+id1+",2\n")
}

func TestCycles(t *testing.T) {
	follow := func(pairs ...string) string {
		lines := []string{"_date,inst,dur,_id,_follows"}
		for pair := range slices.Chunk(pairs, 2) {
			lines = append(lines, "2026-03-01,a,d00,"+strings.Join(pair, ","))
		}
		return strings.Join(lines, "\n")
	}
	tests := []struct {
		name string
		file string
		want string
	}{
		{"chain backwards", follow(id3, id2, id2, id1, id1, ""), ""},
		{"two on one", follow(id3, id1, id2, id1, id1, "unknown"), ""},
		{"target elsewhere", follow(id1, id4), ""},
		{"two in a circle", follow(id1, id2, id2, id1), "import.cell 2 _follows " + id2 + " import.cycle"},
		{"three, reached from outside", follow(id4, id3, id3, id2, id2, id1, id1, id3), "import.cell 3 _follows " + id2 + " import.cycle"},
	}
	l := layout(t, survey(t, plain))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := read(l, test.file, interchange.Options{})
			if got := told(err); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestManyProblems(t *testing.T) {
	l := layout(t, survey(t, plain))
	_, err := read(l, "_date,inst,dur,_id\n"+strings.Repeat("2026-03-01,a,d99,\n", 250), interchange.Options{})
	var list problem.List
	if !errors.As(err, &list) || len(list) != 101 {
		t.Fatalf("got %d problems, want 100 and their rest", len(list))
	}
	if last := list[100]; last.Key != "import.more" || last.Args["n"] != 150 {
		t.Errorf("got %s %v, want import.more 150", last.Key, last.Args)
	}
}

func TestManyColumns(t *testing.T) {
	l := layout(t, survey(t, plain))
	_, err := read(l, "_date"+strings.Repeat(",x", 400)+"\n", interchange.Options{})
	if got, want := told(err), "import.columns 401"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if problem.KindOf(err) != problem.TooLarge {
		t.Errorf("got kind %v, want too large", problem.KindOf(err))
	}
}

func TestManyLines(t *testing.T) {
	need.Full(t)
	l := layout(t, survey(t, plain))
	lines := func(yield func(interchange.Line, error) bool) {
		_ = yield(interchange.Line{Number: 1, Values: []string{"_date"}}, nil)
		for n := 2; yield(interchange.Line{Number: n, Values: []string{"x", "", "y"}}, nil); n++ {
			if n > 1_000_010 {
				t.Fatal("read on past the limit")
			}
		}
	}
	_, err := l.Read(lines, interchange.Options{})
	var list problem.List
	if !errors.As(err, &list) {
		t.Fatalf("got %v, want a list", err)
	}
	if list[0].Key != "import.line" || list[len(list)-1].Args["n"] != 999_901 {
		t.Errorf("got %s … %s %v", list[0].Key, list[len(list)-1].Key, list[len(list)-1].Args)
	}
}

func TestBrokenReader(t *testing.T) {
	l := layout(t, survey(t, plain))
	broken := errors.New("disk on fire")
	_, err := l.Read(func(yield func(interchange.Line, error) bool) { yield(interchange.Line{}, broken) }, interchange.Options{})
	if !errors.Is(err, broken) || problem.All(err) != nil {
		t.Errorf("got %v, want the reader's error", err)
	}
}

// TestSentences prints refusals as the command does, so that the sentences can be read as a whole.
func TestSentences(t *testing.T) {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	l := layout(t, survey(t, plain))
	file := "_date;inst;dur;com\r\n2026-03-01;a;d99;\"x\ny\"\r\n2026-03-01;;d00;" + national + "\r\n"
	_, err = read(l, file, interchange.Options{})
	var got strings.Builder
	for _, wrong := range problem.All(err) {
		fmt.Fprintln(&got, catalogue.Printer("fr").Problem(wrong))
	}
	const want = `Ligne 2, colonne dur, « d99 » : « d99 » ne fait pas partie des réponses proposées : choisissez-en une dans la liste.
Ligne 3, colonne inst : Il manque une réponse à cette question.
`
	if text := strings.ReplaceAll(got.String(), "\u00a0", " "); !strings.HasPrefix(text, want) || strings.Contains(text, "033") {
		t.Errorf("got\n%s\nwant it to begin\n%s", text, want)
	}
}
