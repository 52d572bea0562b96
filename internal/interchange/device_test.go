package interchange_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"releve/internal/need"
)

// deviceFile has the script of a device write sheets, in the words of the API, into a file to hand over.
func deviceFile(tb testing.TB, items []map[string]any) string {
	tb.Helper()
	script, err := os.ReadFile(filepath.Join(need.Root(tb), "internal", "device", "script", "save.js"))
	if err != nil {
		tb.Fatal(err)
	}
	given, err := json.Marshal(items)
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.Command(need.Program(tb, "node", "nodejs"), "--input-type=module")
	cmd.Stdin = strings.NewReader(string(script) + "\nprocess.stdout.write(asFile(" + string(given) + "));\n")
	out, err := cmd.Output()
	if err != nil {
		tb.Fatalf("node: %v", err)
	}
	return string(out)
}

// A file that a device hands over is read to the sheets that were filled in on it: those of an older version of the form too,
// several rows, none, several choices, and texts that begin like formulas.
func TestReadDeviceFile(t *testing.T) {
	item := func(body map[string]any) map[string]any {
		body["date"], body["language"], body["channel"] = "2026-03-01", "nl", "offline"
		return map[string]any{"campaign": "essai", "organisation": "asso-1", "code": "secret", "at": "2026-03-01T10:00:00Z", "body": body}
	}
	file := deviceFile(t, []map[string]any{
		item(map[string]any{
			"id": id1, "form_version": 2026020101, "shared": 3,
			"answers": map[string]any{"inst": "b-oth", "inst.text": "=cmd", "why": []string{"w1", "w2"}, "dur": "d60", "dur.minutes": "75", "com": "a, \"b\"\nc"},
			"rows":    []map[string]any{{"theme": "b", "qty": "0"}, {"theme": "a", "note": "été"}},
		}),
		item(map[string]any{
			"id": id2, "form_version": 2026010101,
			"answers": map[string]any{"inst": "a", "dur": "d00", "old": "hier"}, "rows": []map[string]any{},
		}),
	})
	if strings.Contains(file, "secret") {
		t.Error("the file holds what lets the device change its sheets")
	}
	f, err := readJSON(layout(t, survey(t, every)), file)
	if err != nil {
		t.Fatalf("refused: %s\n%s", told(err), file)
	}
	if len(f.Sheets) != 2 {
		t.Fatalf("%d sheets, want 2", len(f.Sheets))
	}
	var got []string
	for _, s := range f.Sheets {
		got = append(got, strings.Join([]string{s.ID.String(), s.Participant, string(s.Channel), string(s.Language), s.Date}, " "))
	}
	want := []string{id1 + " asso-1 offline nl 2026-03-01", id2 + " asso-1 offline nl 2026-03-01"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	two, none := f.Sheets[0], f.Sheets[1]
	if two.Version != 2026020101 || none.Version != 2026010101 {
		t.Errorf("versions %d and %d, want each its own", two.Version, none.Version)
	}
	if len(two.Rows) != 2 || len(none.Rows) != 0 {
		t.Errorf("%d and %d rows, want 2 and 0", len(two.Rows), len(none.Rows))
	}
	if two.Answers["inst"].Text != "=cmd" || two.Shared != 3 || !two.ReceivedAt.IsZero() {
		t.Errorf("read %+v and %+v", two, none)
	}
}
