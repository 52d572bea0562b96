package config_test

import (
	"slices"
	"strings"
	"testing"

	"releve/internal/config"
	"releve/internal/problem"
)

// wanted is what a command of these tests was told.
type wanted struct {
	settings config.Settings
	form     string
	out      string
	format   string
	count    int
	own      []string
	dry      bool
	help     bool
}

// flags declares one flag of each sort.
func flags(w *wanted, env map[string]string) *config.Flags {
	f := config.New(func(name string) string { return env[name] })
	w.format = "xlsx"
	f.Need(&w.form, "form", "ID")
	f.Choice(&w.format, "format", "xlsx", "csv")
	f.Number(&w.count, "count", "N")
	f.List(&w.own, "own", "CODE,…")
	f.Switch(&w.dry, "dry-run")
	f.Output(&w.out)
	f.Settings(&w.settings, config.Data, config.Listen, config.Demo)
	f.Help(&w.help)
	return f
}

func TestParse(t *testing.T) {
	var w wanted
	f := flags(&w, map[string]string{"RELEVE_DATA": "env", "RELEVE_LISTEN": "env:1", "RELEVE_DEMO": "yes"})
	f.Optional("WORD")
	args, err := f.Parse([]string{"a", "--form=x y", "-o", "-", "--own", "b, c", "--own=d", "--count", "0012", "--dry-run", "--data", "line", "-", "--", "--b"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(args, "|"), "a|-|--b"; got != want {
		t.Errorf("arguments: got %s, want %s", got, want)
	}
	if !slices.Equal(w.own, []string{"b", "c", "d"}) || w.form != "x y" || w.out != "-" || w.count != 12 || !w.dry || w.format != "xlsx" {
		t.Errorf("got %+v", w)
	}
	if s := w.settings; s.Data != "line" || s.Listen != "env:1" || !s.Demo {
		t.Errorf("got settings %+v, want the line before the environment", s)
	}
}

func TestDefaults(t *testing.T) {
	var w wanted
	if _, err := flags(&w, nil).Parse([]string{"--form", "x"}); err != nil {
		t.Fatal(err)
	}
	if s := w.settings; s.Data != "" || s.Listen != "127.0.0.1:8080" || s.Demo || w.dry {
		t.Errorf("got %+v", w)
	}
}

// A person who asks for help is not told what else is missing.
func TestHelpBeforeComplaints(t *testing.T) {
	var w wanted
	if _, err := flags(&w, map[string]string{"RELEVE_DEMO": "maybe"}).Parse([]string{"-h"}); err != nil || !w.help {
		t.Errorf("got %v, help %v", err, w.help)
	}
}

func TestUsage(t *testing.T) {
	tests := []struct {
		name string
		env  string // value of RELEVE_DEMO
		args string
		want string // key, then values
	}{
		{"unknown flag", "", "--form x --foorm y", "usage.flag.unknown --foorm"},
		{"unknown short flag", "", "--form x -oz -z", "usage.flag.unknown -z"},
		{"malformed flag", "", "--form x --=y", "usage.flag.unknown --=y"},
		{"flag without value", "", "--form", "usage.flag.value --form"},
		{"short flag without value", "", "--form x -o", "usage.flag.value --output"},
		{"not a number", "", "--form x --count=many", "usage.flag.number --count many"},
		{"number below 0", "", "--form x --count=-1", "usage.flag.number --count -1"},
		{"not a choice", "", "--form x --format ods", "usage.flag.choice xlsx, csv --format ods"},
		{"switch with a value", "", "--form x --dry-run=perhaps", "usage.flag.switch --dry-run perhaps"},
		{"missing flag", "", "FILE", "usage.flag.missing --form ID"},
		{"empty flag", "", "--form= FILE", "usage.flag.missing --form ID"},
		{"missing argument", "", "--form x", "usage.argument.missing FILE"},
		{"one argument too many", "", "--form x a b", "usage.argument.extra b"},
		{"environment", "perhaps", "--form x a", "usage.env perhaps RELEVE_DEMO"},
		{"environment that the line overrules", "perhaps", "--form x a --demo", ""},
		{"nothing wrong", "", "--form x a", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var w wanted
			f := flags(&w, map[string]string{"RELEVE_DEMO": test.env})
			f.Argument("FILE")
			_, err := f.Parse(strings.Fields(test.args))
			if got := told(err); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if err != nil && problem.KindOf(err) != problem.Usage {
				t.Errorf("got kind %d, want Usage", problem.KindOf(err))
			}
		})
	}
}

func TestSecondArgumentMissing(t *testing.T) {
	f := config.New(func(string) string { return "" })
	f.Arguments("S", "KEY=VALUE")
	if _, err := f.Parse([]string{"automne"}); told(err) != "usage.argument.missing KEY=VALUE" {
		t.Errorf("got %q", told(err))
	}
}

// told writes a problem as its key and its values, in the order of their names.
func told(err error) string {
	all := problem.All(err)
	if len(all) == 0 {
		return ""
	}
	said := []string{all[0].Key}
	for _, name := range []string{"argument", "choices", "flag", "value", "variable"} {
		if value, ok := all[0].Args[name].(string); ok {
			said = append(said, value)
		}
	}
	return strings.Join(said, " ")
}

func TestTakes(t *testing.T) {
	tests := []struct {
		name string
		take func(*config.Flags)
		want string
	}{
		{"nothing", func(*config.Flags) {}, ""},
		{"one", func(f *config.Flags) { f.Argument("S") }, "S"},
		{"one or more", func(f *config.Flags) { f.Arguments("FILE") }, "FILE…"},
		{"one, then one or more", func(f *config.Flags) { f.Arguments("S", "KEY=VALUE") }, "S KEY=VALUE…"},
		{"any", func(f *config.Flags) { f.Optional("COMMAND") }, "[COMMAND…]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := config.New(func(string) string { return "" })
			test.take(f)
			if got := f.Takes(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// Every setting has a variable of its own, and All tells flags in the order of their declaration.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range config.Table() {
		if !strings.HasPrefix(row.Env, "RELEVE_") || seen[row.Env] {
			t.Errorf("%s has the variable %q", row.Name, row.Env)
		}
		seen[row.Env] = true
	}
	var names []string
	var w wanted
	for _, f := range flags(&w, nil).All() {
		names = append(names, f.Name)
	}
	if got, want := strings.Join(names, " "), "form format count own dry-run output data listen demo help"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
