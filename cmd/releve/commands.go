package main

import (
	"context"
	"slices"
	"strings"

	"releve/internal/config"
	"releve/internal/locale"
	"releve/internal/problem"
)

// command is one subcommand.
type command struct {
	noun, verb string   // verb is "" where the noun is enough
	settings   []string // that it takes, besides those of all commands
	flags      func(*config.Flags) action
}

// action does what a command is for, once its flags are read.
type action func(ctx context.Context, c *call) error

// Words of commands that others name.
const (
	verbHelp    = "help"
	verbVersion = "version"
)

// commands returns all commands, in the order of help.
func commands() []command {
	links := []string{config.PublicURL}
	serving := []string{config.Listen, config.PublicURL, config.Domain, config.BehindProxy, config.Metrics, config.Demo}
	return []command{
		{"serve", "", serving, serve},
		{"form", "list", nil, formList},
		{"form", "show", nil, formShow},
		{"form", "page", nil, formPage},
		{"form", "check", nil, formCheck},
		{"form", "add", nil, formAdd},
		{"campaign", "create", nil, campaignCreate},
		{"campaign", "list", nil, campaignList},
		{"campaign", "show", links, campaignShow},
		{"campaign", "open", nil, campaignOpen},
		{"campaign", "closing", nil, campaignClosing},
		{"campaign", "close", nil, campaignClose},
		{"campaign", "clone", nil, campaignClone},
		{"campaign", "set", nil, campaignSet},
		{"campaign", "relink", links, campaignRelink},
		{"participant", "add", links, participantAdd},
		{"participant", "list", links, participantList},
		{"participant", "import", links, participantImport},
		{"participant", "relink", links, participantRelink},
		{"participant", "qr", links, participantQR},
		{"user", "add", nil, userAdd},
		{"user", "list", nil, userList},
		{"user", "reset", nil, userReset},
		{"user", "disable", nil, userDisable},
		{"import", "", nil, importSheets},
		{"export", "", nil, exportSheets},
		{nounPrint, "", links, printSheets},
		{"scan", "", links, scanSheets},
		{"backup", "", nil, backup},
		{"restore", "", nil, restore},
		{"verify", "", nil, verify},
		{verbVersion, "", nil, showVersion},
		{verbHelp, "", nil, showHelp},
	}
}

// words returns the words of the command, none for the zero command.
func (cmd command) words() []string {
	switch {
	case cmd.noun == "":
		return nil
	case cmd.verb == "":
		return []string{cmd.noun}
	}
	return []string{cmd.noun, cmd.verb}
}

// speaks says whether the command takes a value of --lang.
func (cmd command) speaks(lang string) bool {
	return locale.Known(lang) || cmd.noun == nounPrint && len(printed(lang)) > 0
}

// key returns the command's message key.
func (cmd command) key() string { return "help." + strings.Join(cmd.words(), ".") }

// aliases are what people type for help and version.
func aliases() []string { return []string{"-h", "--help", "--version"} }

// find returns the command that the words at the beginning of args name, and the rest.
func find(args []string) (command, []string, error) {
	if len(args) == 0 {
		return command{}, nil, problem.New(problem.Usage, "usage.command.none", nil)
	}
	noun, rest := args[0], args[1:]
	switch noun {
	case "-h", "--help":
		noun = verbHelp
	case "--version":
		noun = verbVersion
	}
	var verbs []string
	for _, cmd := range commands() {
		switch {
		case cmd.noun != noun:
		case cmd.verb == "" || len(rest) > 0 && cmd.verb == rest[0]:
			return cmd, rest[len(cmd.words())-1:], nil
		default:
			verbs = append(verbs, cmd.verb)
		}
	}
	if verbs == nil {
		noun = ""
	}
	return command{noun: noun}, nil, unknownCommand(args, verbs)
}

// unknownCommand says which word is not understood and which ones would be; verbs are those of the first word.
func unknownCommand(args, verbs []string) error {
	switch {
	case verbs == nil:
		return problem.New(problem.Usage, "usage.command.unknown", problem.Args{"value": args[0], "known": strings.Join(nouns(), ", ")})
	case len(args) == 1 || strings.HasPrefix(args[1], "-"):
		return problem.New(problem.Usage, "usage.command.verb", problem.Args{"value": args[0], "known": strings.Join(verbs, ", ")})
	default:
		value := args[0] + " " + args[1]
		return problem.New(problem.Usage, "usage.command.unknown", problem.Args{"value": value, "known": strings.Join(verbs, ", ")})
	}
}

func nouns() []string {
	var found []string
	for _, cmd := range commands() {
		if !slices.Contains(found, cmd.noun) {
			found = append(found, cmd.noun)
		}
	}
	return found
}
