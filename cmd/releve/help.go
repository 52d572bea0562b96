package main

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"releve/internal/config"
	"releve/internal/problem"
)

// lineWidth is how many signs a line of help has at most.
const lineWidth = 96

// showHelp prints what the program does, or one command.
func showHelp(f *config.Flags) action {
	f.Optional("COMMAND")
	return func(_ context.Context, c *call) error {
		if len(c.args) == 0 {
			return c.helpAll()
		}
		if verbs := under(c.args[0]); len(c.args) == 1 && len(verbs) > 1 {
			return c.helpNoun(verbs)
		}
		cmd, rest, err := find(c.args)
		if err == nil && len(rest) > 0 {
			err = problem.New(problem.Usage, "usage.argument.extra", problem.Args{"value": rest[0]})
		}
		if err != nil {
			return err
		}
		return c.helpCommand(cmd)
	}
}

// helpAll prints the commands and the settings.
func (c *call) helpAll() error {
	fmt.Fprintln(c.out, wrap(c.Text("help.releve", nil)))
	fmt.Fprintf(c.out, "\n%s\n", c.Text("help.commands", nil))
	if err := c.helpNoun(commands()); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "\n%s\n", wrap(c.Text("help.settings", nil)))
	var rows [][]string
	for _, s := range config.Table() {
		rows = append(rows, []string{written(s), s.Env, c.meaning(command{}, s)})
	}
	return table(c.out, rows)
}

// helpNoun prints commands with their summaries.
func (c *call) helpNoun(cmds []command) error {
	rows := make([][]string, len(cmds))
	for i, cmd := range cmds {
		rows[i] = []string{strings.Join(cmd.words(), " "), c.summary(cmd)}
	}
	return table(c.out, rows)
}

// under returns the commands of a noun.
func under(noun string) []command {
	return slices.DeleteFunc(commands(), func(cmd command) bool { return cmd.noun != noun })
}

// summary returns the first line of a command's help.
func (c *call) summary(cmd command) string {
	line, _, _ := strings.Cut(c.Text(cmd.key(), nil), "\n")
	return line
}

// helpCommand prints one command: how it is written, what it does, its flags.
func (c *call) helpCommand(cmd command) error {
	flags := declared(cmd)
	fmt.Fprintf(c.out, "%s\n\n%s\n\n", usage(cmd, flags), wrap(c.Text(cmd.key(), nil)))
	var rows [][]string
	for _, f := range flags.All() {
		meaning := c.meaning(cmd, f)
		if f.Env != "" {
			meaning += " [" + f.Env + "]"
		}
		rows = append(rows, []string{written(f), meaning})
	}
	return table(c.out, rows)
}

// declared returns the flags of a command, its own before the settings.
func declared(cmd command) *config.Flags {
	flags := config.New(func(string) string { return "" })
	cmd.flags(flags)
	flags.Settings(&config.Settings{}, slices.Concat(cmd.settings, []string{config.Data, config.Lang})...)
	return flags
}

// usage returns the line that shows how a command is written: what it needs first. Settings that every command takes
// are left out.
func usage(cmd command, flags *config.Flags) string {
	var needed, optional []string
	for _, f := range flags.All() {
		switch {
		case f.Required:
			needed = append(needed, written(f))
		case f.Name != config.Data && f.Name != config.Lang:
			optional = append(optional, "["+written(f)+"]")
		}
	}
	parts := slices.Concat([]string{folder}, cmd.words(), needed, optional)
	if takes := flags.Takes(); takes != "" {
		parts = append(parts, takes)
	}
	return wrap(strings.Join(parts, " "))
}

// written returns a flag as it is written: "--data DIR", "-o FILE".
func written(f config.Flag) string {
	name := "--" + f.Name
	if f.Short != "" {
		name = "-" + f.Short
	}
	if f.Value == "" {
		return name
	}
	return name + " " + f.Value
}

// meaning returns what a flag is for, in this command where that has words of its own, and its default.
func (c *call) meaning(cmd command, f config.Flag) string {
	key := "flag." + strings.Join(cmd.words(), ".") + "." + f.Name
	if !c.catalogue.Has(key) {
		key = "flag." + f.Name
	}
	text := c.Text(key, nil)
	if f.Default != "" {
		text += " " + c.Text("help.default", problem.Args{"value": f.Default})
	}
	return text
}

// table writes rows in columns, two blanks before each line. The last column is wrapped under itself.
func table(w io.Writer, rows [][]string) error {
	left := 0
	for column := range len(rows[0]) - 1 {
		widest := 0
		for _, row := range rows {
			widest = max(widest, utf8.RuneCountInString(row[column]))
		}
		left += widest + 2
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		last := len(row) - 1
		blank := strings.Repeat("\t", last)
		for i, line := range strings.Split(wrapAt(row[last], lineWidth-left-2), "\n") {
			if i == 0 {
				fmt.Fprintf(t, "  %s\t%s\n", strings.Join(row[:last], "\t"), line)
				continue
			}
			fmt.Fprintf(t, "  %s%s\n", blank, line)
		}
	}
	return t.Flush() //nolint:wrapcheck // the writer's own words
}

// wrap breaks the lines of a text that are too long.
func wrap(text string) string { return wrapAt(text, lineWidth) }

func wrapAt(text string, width int) string {
	var out []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		line := ""
		for word := range strings.FieldsFuncSeq(paragraph, func(r rune) bool { return r == ' ' }) {
			if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
				out = append(out, line)
				line = ""
			}
			if line != "" {
				line += " "
			}
			line += word
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// version is set by the linker.
var version = "dev"

// showVersion prints the version, and with which Go it was built.
func showVersion(*config.Flags) action {
	return func(_ context.Context, c *call) error {
		built := ""
		if info, ok := debug.ReadBuildInfo(); ok {
			built = " (" + info.GoVersion + ")"
		}
		fmt.Fprintln(c.out, folder, version+built)
		return nil
	}
}
