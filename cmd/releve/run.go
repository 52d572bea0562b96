package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"releve/internal/config"
	"releve/internal/locale"
	"releve/internal/problem"
)

// The three ways in which a command ends.
const (
	exitSuccess = iota
	exitFailure // a sentence says what to do next
	exitUsage   // the command line was not understood
)

// call is one use of the program: the world, what was asked, and the language to answer in.
type call struct {
	world
	*locale.Printer

	catalogue *locale.Catalogue
	settings  config.Settings
	args      []string // of the command, without its words and flags
}

// run does what a command line asks for and returns the exit code.
func run(ctx context.Context, args []string, w world) int {
	catalogue, err := locale.Load()
	if err != nil {
		fmt.Fprintln(w.err, err)
		return exitFailure
	}
	c := &call{world: w, catalogue: catalogue}
	c.Printer = catalogue.Printer(c.language(args))
	words, err := c.do(ctx, args)
	if err == nil {
		return exitSuccess
	}
	c.complain(err, words)
	if problem.KindOf(err) == problem.Usage {
		return exitUsage
	}
	return exitFailure
}

// do finds the command and runs it. It returns the words of the command, as far as they were understood.
func (c *call) do(ctx context.Context, args []string) (words []string, err error) {
	leading, args, err := lead(args)
	if err != nil {
		return nil, err
	}
	cmd, rest, err := find(args)
	if err != nil {
		return cmd.words(), err
	}
	var help bool
	flags := config.New(c.getenv)
	do := cmd.flags(flags)
	flags.Settings(&c.settings, slices.Concat([]string{config.Data, config.Lang}, cmd.settings)...)
	flags.Help(&help)
	c.args, err = flags.Parse(slices.Concat(leading, rest))
	if err != nil {
		return cmd.words(), err
	}
	if help {
		return nil, c.helpCommand(cmd)
	}
	if c.settings.Lang != "" && !cmd.speaks(c.settings.Lang) {
		return cmd.words(), badChoice(config.Lang, c.settings.Lang, languages())
	}
	return cmd.words(), do(ctx, c)
}

// lead takes the settings that stand before the command's words.
func lead(args []string) (leading, rest []string, err error) {
	i := 0
	for i < len(args) && len(args[i]) > 1 && args[i][0] == '-' && !slices.Contains(aliases(), args[i]) {
		name, _, joined := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		at := slices.IndexFunc(config.Table(), func(f config.Flag) bool { return f.Name == name })
		if at < 0 {
			return nil, nil, problem.New(problem.Usage, "usage.flag.unknown", problem.Args{"flag": args[i]})
		}
		i++
		if config.Table()[at].Value != "" && !joined && i < len(args) {
			i++
		}
	}
	return args[:i], args[i:], nil
}

// language returns the language to speak before flags are read: --lang, RELEVE_LANG, LANG, French.
func (c *call) language(args []string) locale.Tag {
	wanted := c.getenv("RELEVE_LANG")
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--lang="); ok {
			wanted = value
		}
		if arg == "--lang" && i+1 < len(args) {
			wanted = args[i+1]
		}
	}
	if locale.Known(wanted) {
		return locale.Tag(wanted)
	}
	return locale.Match(c.getenv("LANG"), locale.Languages()[0])
}

func languages() []string {
	var tags []string
	for _, tag := range locale.Languages() {
		tags = append(tags, string(tag))
	}
	return tags
}

// badChoice is the problem of a flag whose value is none of a few.
func badChoice(flag, value string, choices []string) error {
	args := problem.Args{"flag": "--" + flag, "value": value, "choices": strings.Join(choices, ", ")}
	return problem.New(problem.Usage, "usage.flag.choice", args)
}

// complain writes what went wrong, one sentence for each problem, on standard error.
func (c *call) complain(err error, words []string) {
	all := problem.All(err)
	if len(all) == 0 {
		key := "cli.unexpected"
		if errors.Is(err, context.Canceled) {
			key = "cli.interrupted"
		}
		c.note(key, problem.Args{"cause": err.Error()})
		return
	}
	for _, p := range all {
		sentence := c.Text(p.Key, p.Args)
		if p.Field != "" {
			sentence = c.Text("cli.field", problem.Args{"field": p.Field, "message": sentence})
		}
		if p.Kind == problem.Usage {
			help := strings.Join(slices.Concat([]string{folder, verbHelp}, words), " ")
			sentence = c.Text("usage.see", problem.Args{"message": sentence, "help": help})
		}
		fmt.Fprintln(c.err, sentence)
	}
}

// note writes a message on standard error, where it stays out of what a command makes.
func (c *call) note(key string, args problem.Args) { fmt.Fprintln(c.err, c.Text(key, args)) }

// say writes a message on standard output.
func (c *call) say(key string, args problem.Args) { fmt.Fprintln(c.out, c.Text(key, args)) }
