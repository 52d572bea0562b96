package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"releve/internal/config"
	"releve/internal/locale"
	"releve/internal/need"
)

func TestHelp(t *testing.T) {
	need.Full(t)
	for _, tag := range locale.Languages() {
		t.Run(string(tag), func(t *testing.T) {
			w := trial(t).with("RELEVE_LANG", string(tag))
			var b strings.Builder
			b.WriteString(releve(t, w, "help").out)
			for _, cmd := range commands() {
				line := strings.Join(append([]string{"help"}, cmd.words()...), " ")
				got := releve(t, w, line)
				if got.code != exitSuccess || got.err != "" {
					t.Errorf("%s: got %+v", line, got)
				}
				b.WriteString(strings.Repeat("-", 20) + "\n" + got.out)
			}
			all := b.String()
			for line := range strings.SplitSeq(all, "\n") {
				if n := utf8.RuneCountInString(line); n > lineWidth {
					t.Errorf("%d signs in %q, want at most %d", n, line, lineWidth)
				}
				if strings.Contains(line, "flag.") || strings.Contains(line, "help.") {
					t.Errorf("a key instead of words: %q", line)
				}
			}
			golden(t, "help."+string(tag)+".txt", all)
		})
	}
}

// All ways to ask for help give the same.
func TestHelpWays(t *testing.T) {
	tests := []struct{ name, line, same string }{
		{"short", "-h", "help"},
		{"long", "--help", "help"},
		{"behind a command", "export --help", "help export"},
		{"behind what is missing", "participant add --campaign x -h", "help participant add"},
		{"in a language", "help export --lang nl", "--lang=nl help export"},
		{"settings first", "--lang nl help export", "--lang=nl help export"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, want := releve(t, trial(t), test.line), releve(t, trial(t), test.same)
			if got.code != exitSuccess || got != want || got.out == "" {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
	if got, want := releve(t, trial(t), "help participant").out, "participant relink"; !strings.Contains(got, want) || strings.Contains(got, "campaign create") {
		t.Errorf("got %q, want the commands of participant", got)
	}
}

// README says the same as help, in English. RELEVE_TEST_UPDATE=1 writes it there.
func TestReadme(t *testing.T) {
	path := filepath.Join(need.Root(t), "README.md")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	c := &call{Printer: catalogue.Printer("en"), catalogue: catalogue}
	text := string(data)
	for _, table := range []struct{ name, content string }{
		{"commands", commandTable(c)},
		{"settings", settingTable(c)},
	} {
		begin, end := "<!-- "+table.name+": begin -->\n", "<!-- "+table.name+": end -->"
		before, rest, found := strings.Cut(text, begin)
		inside, after, closed := strings.Cut(rest, end)
		if !found || !closed {
			t.Fatalf("README.md has no place for %s", table.name)
		}
		if inside != table.content && !update() {
			t.Errorf("README.md tells other %s; make golden writes\n%s", table.name, table.content)
		}
		text = before + begin + table.content + end + after
	}
	if update() && text != string(data) {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// commandTable returns the commands as a table in Markdown.
func commandTable(c *call) string {
	var b strings.Builder
	b.WriteString("| command | does |\n|---|---|\n")
	for _, cmd := range commands() {
		line := strings.ReplaceAll(usage(cmd, declared(cmd)), "\n", " ")
		fmt.Fprintf(&b, "| `%s` | %s |\n", strings.ReplaceAll(line, "|", `\|`), c.summary(cmd))
	}
	return b.String()
}

// settingTable returns the settings as a table in Markdown.
func settingTable(c *call) string {
	var b strings.Builder
	b.WriteString("| flag | environment | meaning |\n|---|---|---|\n")
	for _, s := range config.Table() {
		fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", written(s), s.Env, c.meaning(command{}, s))
	}
	return b.String()
}
