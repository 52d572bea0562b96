package sqlite

import (
	"fmt"
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
	furnishPaper(t, db)
	return c
}

func TestVerifyFindsNothing(t *testing.T) {
	db := openTest(t, t.TempDir(), 0)
	furnish(t, db)
	found, err := db.Verify(t.Context())
	if err != nil || len(found.Findings) > 0 || found.More > 0 {
		t.Fatalf("verify: %v, %v", err, found.Findings)
	}
	want := []BackedUp{{Slug: "appels", Title: "Appels du printemps"}, {Slug: "papier", Title: "Sur papier", Sheets: 2}, {Slug: "s", Sheets: 40}}
	if !slices.Equal(found.Campaigns, want) || found.Sheets != 42 || found.Records < 60 {
		t.Errorf("found %+v, want %+v, 42 sheets and at least 60 records", found, want)
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
		{"an origin", `UPDATE origin SET place = 7 WHERE place = 0`, "origin", "verify.reference origin 3/7"},
		{"an open batch", `UPDATE batch SET closed_at = NULL`, "batch", "verify.reference origin 3/1"},
		{"a run", `UPDATE run SET participant = 'nul'`, "run", "verify.reference run 7H2KQ9/1"},
		{"a batch's service", `UPDATE batch SET participant = 'nul'`, "batch", "verify.reference batch 0123456789ab"},
		{"a picture", `UPDATE batch_picture SET content = zeroblob(9)`, "", "verify.sum batch_picture"},
		{"a piece of a file", `DELETE FROM batch_bytes`, "", "verify.sum batch_file"},
		{"a decision", `UPDATE decision SET batch = (SELECT number FROM batch WHERE closings = 1)`, "decision", "verify.reference decision "},
		{"a keyed line", `UPDATE again SET content = '{}'`, "", "verify.sum again 3/Lundi"},
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
	need.Full(t)
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
