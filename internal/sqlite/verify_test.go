package sqlite

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"releve/forms"
	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/need"
	"releve/internal/sheet"
)

// furnish fills a database so that every table that holds text has several records.
func furnish(t *testing.T, db *DB) *campaign.Campaign {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	lib, err := form.Load(forms.FS)
	must(err)
	survey(t, db)
	calls, _ := lib.Form("appels")
	must(db.Create(t.Context(), &campaign.Campaign{
		Slug: "appels", Title: "Appels du printemps", From: "2026-01-01", Zone: "Europe/Brussels", Language: "nl", State: campaign.Open, Link: "0000-1111-2222-3333",
	}, calls))
	c, err := db.Update(t.Context(), "s", func(c *campaign.Campaign) error {
		c.Link, c.Publisher = "4444-1111-2222-3333", "Coordination"
		c.Participants = []campaign.Participant{
			{Code: "cpas-1030", Name: "CPAS de Schaerbeek", Kind: campaign.CPAS, Own: []string{"com-pop"}, Link: "5555-1111-2222-3333"},
			{Code: "asso", Name: "Une association", Kind: campaign.Association, Link: "6666-1111-2222-3333"},
		}
		return nil
	})
	must(err)
	var first *sheet.Sheet
	for i := range 40 {
		s := procedure(t, c, fmt.Sprint("pad ", i%7))
		s.Answers["com"] = form.Answer{Text: fmt.Sprint("Commentaire numéro ", i, strings.Repeat(" et ainsi de suite", i%5))}
		if first == nil {
			first = s
		}
		_, err = db.Save(t.Context(), post(c, s))
		must(err)
	}
	for i := range 3 {
		k, _, failure := db.Sheet(t.Context(), "s", first.ID)
		must(failure)
		n := *k.Sheet
		n.Status, n.Reason = sheet.Excluded, fmt.Sprint("doublon ", i)
		_, err = db.Alter(t.Context(), "s", campaign.Alteration{Sheet: &n, Since: k.Change, By: "account-1", What: campaign.Excluding})
		must(err)
	}
	for _, name := range []string{"a", "b"} {
		must(db.Accounts().Add(t.Context(), account.Account{
			ID: "id-" + name, Email: name + "@example.org", Role: account.Admin, PasswordHash: "$argon2id$" + name, CreatedAt: time.Now(),
		}))
	}
	must(db.Accounts().SetCoordination(t.Context(), "Coordination sociale de Schaerbeek"))
	return c
}

// compact returns the bytes of a database's only file, without a log and without free room.
func compact(t *testing.T, db *DB) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), fileName)
	if _, err := os.Create(path); err != nil {
		t.Fatal(err)
	}
	if _, err := db.copyInto(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// verifyBytes verifies a database of some bytes, and says whether anything was found or it could not be read.
func verifyBytes(t *testing.T, data []byte) (found bool, what string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), fileName)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	v, err := verifyFile(t.Context(), path)
	return err != nil || len(v.Findings) > 0, fmt.Sprint(err, v.Findings)
}

func TestVerifyFindsNothing(t *testing.T) {
	db := openTest(t, t.TempDir(), 0)
	furnish(t, db)
	found, err := db.Verify(t.Context())
	if err != nil || len(found.Findings) > 0 || found.More > 0 {
		t.Fatalf("verify: %v, %v", err, found.Findings)
	}
	want := []BackedUp{{Slug: "appels", Title: "Appels du printemps"}, {Slug: "s", Sheets: 40}}
	if !slices.Equal(found.Campaigns, want) || found.Sheets != 40 || found.Records < 60 {
		t.Errorf("found %+v, want %+v, 40 sheets and at least 60 records", found, want)
	}
}

// A table that holds text without sums would be one whose damage nobody notices.
func TestTextHasSums(t *testing.T) {
	db := openTest(t, t.TempDir(), 0)
	err := db.read(t.Context(), func(q querier) error {
		all, err := tables(t.Context(), q)
		for _, table := range all {
			if table.text && !table.sealed {
				t.Errorf("table %s holds text and has no column sum: see the end of 0003_history.sql", table.name)
			}
		}
		if len(all) < 10 {
			t.Errorf("%d tables: the test does not see them all", len(all))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFlippedBits flips single bits of stored text, in every table and index, each in a fresh copy of the file.
func TestFlippedBits(t *testing.T) {
	need.Full(t)
	db := openTest(t, t.TempDir(), 0)
	furnish(t, db)
	data := compact(t, db)
	if found, what := verifyBytes(t, data); found {
		t.Fatalf("before any flip: %s", what)
	}
	trees := textsIn(t, data)
	names := slices.Sorted(maps.Keys(trees))
	for _, table := range []string{"account", "campaign", "coordination", "form", "link", "participant", "revision", "row", "sqlite_schema", "worker"} {
		if len(trees[table]) == 0 {
			t.Errorf("no text of table %s was found in the file: the test would not see it", table)
		}
	}
	flips := need.Size(40, 200, 200)
	count := map[string]int{}
	for i := range flips {
		name := names[i%len(names)]
		spans := trees[name]
		s := spans[rand.IntN(len(spans))]
		at := s.from + rand.IntN(s.to-s.from)
		flipped := slices.Clone(data)
		flipped[at] ^= 1 << rand.IntN(8)
		count[name]++
		if found, _ := verifyBytes(t, flipped); !found {
			t.Errorf("%s: byte %d, %q for %q: not found", name, at, flipped[s.from:s.to], data[s.from:s.to])
		}
	}
	t.Logf("flips: %v", count)
}

// span is where a text stands in the file.
type span struct{ from, to int }

// textsIn walks all trees of a database file and returns where their texts stand, by the name of the table or index.
// See https://www.sqlite.org/fileformat2.html. What overflows a page is left out.
func textsIn(t *testing.T, data []byte) map[string][]span {
	t.Helper()
	w := walker{data: data, size: int(binary.BigEndian.Uint16(data[16:]))}
	roots := map[string]int{"sqlite_schema": 1}
	path := filepath.Join(t.TempDir(), fileName)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := openSingle(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	v := verifier{q: file}
	_ = v.each(context.Background(), "", `SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0`, func(values []any) {
		roots[text(values[0])] = int(values[1].(int64))
	})
	out := map[string][]span{}
	for name, root := range roots {
		w.found = nil
		w.page(root)
		if len(w.found) > 0 {
			out[name] = w.found
		}
	}
	return out
}

type walker struct {
	data  []byte
	size  int // of a page
	found []span
}

// page reads a page of a tree and those below it.
func (w *walker) page(n int) {
	base := (n - 1) * w.size
	head := base
	if n == 1 {
		head += 100
	}
	kind := w.data[head]
	cells := int(binary.BigEndian.Uint16(w.data[head+3:]))
	list := head + 8
	if kind == 0x02 || kind == 0x05 {
		list += 4
		w.page(int(binary.BigEndian.Uint32(w.data[head+8:])))
	}
	for i := range cells {
		at := base + int(binary.BigEndian.Uint16(w.data[list+2*i:]))
		if kind == 0x02 || kind == 0x05 {
			w.page(int(binary.BigEndian.Uint32(w.data[at:])))
			at += 4
		}
		if kind == 0x05 {
			continue // only numbers of records
		}
		length, n := varint(w.data[at:])
		at += n
		most := (w.size-12)*64/255 - 23 // of an index
		if kind == 0x0d {
			_, n = varint(w.data[at:])
			at += n
			most = w.size - 35
		}
		w.record(at, min(length, most))
	}
}

// record notes the texts of a record whose first bytes stand in the page.
func (w *walker) record(at, local int) {
	header, n := varint(w.data[at:])
	end, value := at+local, at+header
	for p := at + n; p < at+header; {
		serial, n := varint(w.data[p:])
		p += n
		length := []int{0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0}[min(serial, 11)]
		if serial >= 12 {
			length = (serial - 12) / 2
		}
		if serial >= 13 && serial%2 == 1 && length > 0 && value < end {
			w.found = append(w.found, span{value, min(value+length, end)})
		}
		value += length
	}
}

func varint(b []byte) (value, length int) {
	for i := range 8 {
		value = value<<7 | int(b[i]&0x7f)
		if b[i] < 0x80 {
			return value, i + 1
		}
	}
	return value<<8 | int(b[8]), 9
}

// TestVerifyFinds breaks one thing after the other, sums made right again where they would tell first.
func TestVerifyFinds(t *testing.T) {
	need.Full(t)
	db := openTest(t, t.TempDir(), 0)
	furnish(t, db)
	data := compact(t, db)
	for _, c := range []struct{ name, breaks, seals, want string }{
		{"a text", `UPDATE participant SET name = 'Autre' WHERE code = 'asso'`, "", "verify.sum participant 1/asso"},
		{"a sum", `UPDATE account SET sum = NULL WHERE id = 'id-a'`, "", "verify.sum account id-a"},
		{"a link", `UPDATE link SET participant = 'nul' WHERE participant = 'asso'`, "link", "verify.reference link 1/nul"},
		{"content", `UPDATE row SET comment = 'Autre' WHERE place = 3`, "row", "verify.digest row s/"},
		{"salt", `UPDATE row SET salt = zeroblob(16) WHERE place = 3`, "row", "verify.digest row s/"},
		{"no digest", `UPDATE row SET digest = NULL WHERE place = 3`, "row", "verify.digest row s/"},
		{"short digest", `UPDATE row SET digest = x'00' WHERE place = 3`, "row", "verify.unreadable row"},
		{"answers", `UPDATE row SET rest = '{' WHERE place = 3`, "row", "verify.unreadable row"},
		{"a place", `DELETE FROM row WHERE place = 39`, "", "verify.places progress s"},
		{"a place between", `DELETE FROM row WHERE place = 7`, "", "verify.places row s/"},
		{"next place", `UPDATE progress SET next_place = 41 WHERE next_place = 40`, "", "verify.places progress s"},
		{"change", `UPDATE progress SET change_no = 9 WHERE next_place = 40`, "", "verify.change progress s"},
		{"a receipt", `UPDATE receipt SET place = 40 WHERE place = 7`, "", "verify.reference receipt 1/40"},
		{"a bucket", `UPDATE receipt SET bucket = -1 WHERE place = 7`, "", "verify.reference receipt 1/7"},
		{"a proof", `UPDATE proof SET place = 40 WHERE place = 7`, "", "verify.reference proof 1/40"},
		{"a short proof", `UPDATE proof SET hash = x'00' WHERE place = 7`, "", "verify.reference proof 1/7"},
		{"a worker", `DELETE FROM worker WHERE number = 3`, "", "verify.reference row 1/3"},
		{"a service", `DELETE FROM participant WHERE code = 'cpas-1030'`, "", "verify.reference row 1/0"},
		{"a history", `UPDATE revision SET sheet_id = zeroblob(16)`, "revision", "verify.reference revision 1/1/00"},
		{"a code", `INSERT INTO recovery (account, hash) VALUES (x'78', x'00')`, "", "verify.reference recovery x"},
		{"a form", `PRAGMA foreign_keys = OFF; DELETE FROM form WHERE id = 'appels'`, "", "verify.reference campaign"},
		{"an index", `DROP INDEX row_change`, "", "verify.schema sqlite_schema index row_change"},
		{"a table", `CREATE TABLE other (n INTEGER)`, "", "verify.schema sqlite_schema table other"},
		{"progress", `DELETE FROM progress WHERE next_place = 40`, "", "verify.places progress s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), fileName)
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			file, err := openSingle(path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err = file.ExecContext(t.Context(), c.breaks); err == nil && c.seals != "" {
				err = seal(t.Context(), file, c.seals, ``)
			}
			if err != nil {
				t.Fatal(err)
			}
			if err = file.Close(); err != nil {
				t.Fatal(err)
			}
			v, err := verifyFile(t.Context(), path)
			var got []string
			for _, f := range v.Findings {
				got = append(got, fmt.Sprint(f.Key, " ", f.Args["table"], " ", f.Args["key"]))
			}
			if err != nil || !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, c.want) }) {
				t.Errorf("found %q (%v), want %s", got, err, c.want)
			}
		})
	}
}

// More findings than are told one by one are still counted.
func TestVerifyCountsFindings(t *testing.T) {
	v := verifier{}
	for range mostFindings + 5 {
		v.note("verify.sum", "row", "")
	}
	if len(v.found.Findings) != mostFindings || v.found.More != 5 {
		t.Errorf("%d findings and %d more, want %d and 5", len(v.found.Findings), v.found.More, mostFindings)
	}
}

// Records that were there before there were sums get them by the migration.
func TestMigrationFillsSums(t *testing.T) {
	dir := t.TempDir()
	known, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	if err = bring(t, dir, known[:2]...); err != nil {
		t.Fatal(err)
	}
	old, err := openSingle(filepath.Join(dir, fileName), everywhere())
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`INSERT INTO coordination (id, name) VALUES (1, 'Nous')`,
		`INSERT INTO account VALUES ('a', 'a@example.org', 'admin', '$', 0, 1), ('b', 'b@example.org', 'admin', '$', 0, 1)`,
		`INSERT INTO form VALUES ('f', 1, 1, x'00')`,
		`WITH RECURSIVE n (i) AS (VALUES (2) UNION ALL SELECT i + 1 FROM n WHERE i < 25000) INSERT INTO form SELECT 'f', i, 0, x'01' FROM n`,
	} {
		if _, err = old.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err = old.Close(); err != nil {
		t.Fatal(err)
	}
	db := openTest(t, dir, 0)
	found, err := db.Verify(t.Context())
	if err != nil || len(found.Findings) > 0 || found.Records != 25_003 {
		t.Errorf("%d records, findings %v (%v); want 25,003 and none", found.Records, found.Findings, err)
	}
}

func TestSumTellsApart(t *testing.T) {
	seen := map[string]string{}
	for _, r := range [][]any{
		{"a", "b"},
		{"ab"},
		{"a", "b", nil},
		{nil, "a", "b"},
		{[]byte("a"), "b"},
		{int64(97), "b"},
		{"", "ab"},
		{"a", "", "b"},
		{1.0, "b"},
		{"a" + string(make([]byte, 127)), "b"},
		{"a", string(make([]byte, 127)) + "b"},
		{false},
		{int64(1)},
		{[]byte{}},
		{""},
		{nil},
		{},
	} {
		sum := string(sumOf("t", r...))
		if other, ok := seen[sum]; ok {
			t.Errorf("%q and %s have the same sum", r, other)
		}
		seen[sum] = fmt.Sprintf("%q", r)
	}
	if string(sumOf("t", "a")) == string(sumOf("u", "a")) {
		t.Errorf("two tables have the same sums")
	}
	if string(sumOf("t", 7, true)) != string(sumOf("t", int64(7), int64(1))) {
		t.Errorf("what is written and what is read have other sums")
	}
}
