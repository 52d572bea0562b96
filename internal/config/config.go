// Package config reads settings from flags and environment.
//
// A setting is a flag whose default may stand in the environment; the other flags say what one command is to do. What
// is wrong with a command line comes back as one problem of the kind Usage: pflag's own sentences never reach a person.
package config

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"releve/internal/problem"
)

// Flag is one flag as help tells it.
type Flag struct {
	Name     string   // without hyphens
	Short    string   // one letter, "" without
	Value    string   // what help writes for its value, "" for a switch
	Env      string   // variable that holds its default, "" for a flag that is not a setting
	Default  string   // "" where it has none, or where its help says it
	Choices  []string // the only values it takes; none: any
	Required bool
}

// Flags are the flags and arguments that one command takes.
type Flags struct {
	set       *pflag.FlagSet
	getenv    func(string) string
	shown     []Flag
	arguments arguments
}

// arguments are what a command takes besides flags.
type arguments struct {
	names       []string // what help writes
	least, most int
}

// manyArguments stands for no limit.
const manyArguments = 1 << 20

// New returns the flags of a command, none yet. getenv reads the environment.
func New(getenv func(string) string) *Flags {
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	set.SortFlags = false
	set.Usage = func() {}
	return &Flags{set: set, getenv: getenv}
}

// All returns the flags in the order in which they were declared.
func (f *Flags) All() []Flag { return slices.Clone(f.shown) }

// Argument says that the command takes exactly one argument, which help calls name.
func (f *Flags) Argument(name string) {
	f.arguments = arguments{names: []string{name}, least: 1, most: 1}
}

// Arguments says that the command takes these arguments, the last of them once or more.
func (f *Flags) Arguments(names ...string) {
	f.arguments = arguments{names: names, least: len(names), most: manyArguments}
}

// Optional says that the command takes any number of arguments, or none.
func (f *Flags) Optional(name string) {
	f.arguments = arguments{names: []string{name}, most: manyArguments}
}

// Takes returns what the command takes besides flags, as help writes it: "FILE…", "[COMMAND…]" or "".
func (f *Flags) Takes() string {
	takes := strings.Join(f.arguments.names, " ")
	if f.arguments.most > 1 {
		takes += "…"
	}
	if f.arguments.least == 0 && takes != "" {
		takes = "[" + takes + "]"
	}
	return takes
}

// Text declares a flag with a value.
func (f *Flags) Text(into *string, name, value string) {
	f.add(&textValue{into}, Flag{Name: name, Value: value, Default: *into})
}

// Need declares a flag with a value that the command cannot do without.
func (f *Flags) Need(into *string, name, value string) {
	f.add(&textValue{into}, Flag{Name: name, Value: value, Required: true})
}

// Output declares -o and --output, the file to write.
func (f *Flags) Output(into *string) {
	f.add(&textValue{into}, Flag{Name: "output", Short: "o", Value: "FILE"})
}

// Choice declares a flag that takes one of a few values.
func (f *Flags) Choice(into *string, name string, choices ...string) {
	f.add(&choiceValue{into, choices}, Flag{Name: name, Value: strings.Join(choices, "|"), Default: *into, Choices: choices})
}

// Number declares a flag that takes a whole number, 0 or more.
func (f *Flags) Number(into *int, name, value string) {
	f.add(&numberValue{into}, Flag{Name: name, Value: value})
}

// List declares a flag that takes values separated by commas, and may be given several times.
func (f *Flags) List(into *[]string, name, value string) {
	f.add(&listValue{into}, Flag{Name: name, Value: value})
}

// Switch declares a flag without a value.
func (f *Flags) Switch(into *bool, name string) {
	f.add(&switchValue{into}, Flag{Name: name})
}

// Help declares -h and --help.
func (f *Flags) Help(into *bool) {
	f.add(&switchValue{into}, Flag{Name: "help", Short: "h"})
}

func (f *Flags) add(v pflag.Value, shown Flag) {
	added := f.set.VarPF(v, shown.Name, shown.Short, "")
	if _, isSwitch := v.(*switchValue); isSwitch {
		added.NoOptDefVal = on
	}
	f.shown = append(f.shown, shown)
}

// Parse reads a command line and returns its arguments. A setting that it does not give is read from the
// environment. The error is a *problem.Error of the kind Usage that names what is wrong.
func (f *Flags) Parse(args []string) ([]string, error) {
	if err := f.set.Parse(args); err != nil {
		return nil, explain(err)
	}
	if f.set.Changed("help") {
		return f.set.Args(), nil
	}
	if err := f.environment(); err != nil {
		return nil, err
	}
	return f.set.Args(), f.complete()
}

// environment reads the settings that the command line did not give.
func (f *Flags) environment() error {
	for _, shown := range f.shown {
		value := ""
		if shown.Env != "" {
			value = f.getenv(shown.Env)
		}
		flag := f.set.Lookup(shown.Name)
		if value == "" || flag.Changed {
			continue
		}
		if err := flag.Value.Set(value); err != nil {
			return problem.New(problem.Usage, "usage.env", problem.Args{"variable": shown.Env, "value": value})
		}
	}
	return nil
}

// complete asks for what the command cannot do without.
func (f *Flags) complete() error {
	for _, shown := range f.shown {
		if shown.Required && f.set.Lookup(shown.Name).Value.String() == "" {
			return problem.New(problem.Usage, "usage.flag.missing", problem.Args{"flag": "--" + shown.Name, "value": shown.Value})
		}
	}
	given := f.set.Args()
	switch {
	case len(given) < f.arguments.least:
		return problem.New(problem.Usage, "usage.argument.missing", problem.Args{"argument": f.arguments.names[len(given)]})
	case len(given) > f.arguments.most:
		return problem.New(problem.Usage, "usage.argument.extra", problem.Args{"value": given[f.arguments.most]})
	}
	return nil
}

// explain turns what pflag says into a problem that names the flag.
func explain(err error) error {
	var unknown *pflag.NotExistError
	var empty *pflag.ValueRequiredError
	var bad *pflag.InvalidValueError
	var syntax *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &unknown):
		name := "--" + unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			name = "-" + unknown.GetSpecifiedName()
		}
		return problem.New(problem.Usage, "usage.flag.unknown", problem.Args{"flag": name})
	case errors.As(err, &empty):
		return problem.New(problem.Usage, "usage.flag.value", problem.Args{"flag": hyphens(empty.GetFlag())})
	case errors.As(err, &bad):
		return badValue(bad)
	case errors.As(err, &syntax):
		return problem.New(problem.Usage, "usage.flag.unknown", problem.Args{"flag": syntax.GetSpecifiedFlag()})
	default:
		return problem.Wrap(problem.Usage, "usage.unreadable", err)
	}
}

// badValue names the flag and says what it takes.
func badValue(bad *pflag.InvalidValueError) error {
	args := problem.Args{"flag": hyphens(bad.GetFlag()), "value": bad.GetValue()}
	switch v := bad.GetFlag().Value.(type) {
	case *choiceValue:
		args["choices"] = strings.Join(v.choices, ", ")
		return problem.New(problem.Usage, "usage.flag.choice", args)
	case *numberValue:
		return problem.New(problem.Usage, "usage.flag.number", args)
	default:
		return problem.New(problem.Usage, "usage.flag.switch", args)
	}
}

func hyphens(flag *pflag.Flag) string { return "--" + flag.Name }

// on and off are the values of a switch.
const (
	on  = "true"
	off = "false"
)

// The values of flags. pflag asks for the three methods.
type (
	textValue   struct{ into *string }
	choiceValue struct {
		into    *string
		choices []string
	}
	numberValue struct{ into *int }
	listValue   struct{ into *[]string }
	switchValue struct{ into *bool }
)

// errValue says that a value does not fit its flag; explain says it better.
var errValue = errors.New("value does not fit")

// Set keeps a text.
func (v *textValue) Set(s string) error {
	*v.into = s
	return nil
}

// Set keeps one of the choices.
func (v *choiceValue) Set(s string) error {
	if !slices.Contains(v.choices, s) {
		return errValue
	}
	*v.into = s
	return nil
}

// Set keeps a number.
func (v *numberValue) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return errValue
	}
	*v.into = n
	return nil
}

// Set adds values.
func (v *listValue) Set(s string) error {
	for item := range strings.SplitSeq(s, ",") {
		if item = strings.TrimSpace(item); item != "" {
			*v.into = append(*v.into, item)
		}
	}
	return nil
}

// Set switches.
func (v *switchValue) Set(s string) error {
	switch strings.ToLower(s) {
	case on, "1", "yes", "on":
		*v.into = true
	case off, "0", "no", "off":
		*v.into = false
	default:
		return errValue
	}
	return nil
}

// String returns the text.
func (v *textValue) String() string { return *v.into }

// String returns the choice.
func (v *choiceValue) String() string { return *v.into }

// String returns the number.
func (v *numberValue) String() string { return strconv.Itoa(*v.into) }

// String returns the values.
func (v *listValue) String() string { return strings.Join(*v.into, ",") }

// String returns true or false.
func (v *switchValue) String() string { return strconv.FormatBool(*v.into) }

// Type is asked for by pflag's own help, which is not used.
func (*textValue) Type() string { return "" }

// Type is asked for by pflag's own help, which is not used.
func (*choiceValue) Type() string { return "" }

// Type is asked for by pflag's own help, which is not used.
func (*numberValue) Type() string { return "" }

// Type is asked for by pflag's own help, which is not used.
func (*listValue) Type() string { return "" }

// Type is asked for by pflag's own help, which is not used.
func (*switchValue) Type() string { return "" }
