package check

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/go-playground/validator/v10"

	"releve/internal/locale"
	"releve/internal/problem"
)

// sentence returns the problem that tells a person which rule is broken. Its arguments are limit, for
// rules with a number; n, the same number where it counts characters or items; values, for a choice.
func sentence(rule validator.FieldError) *problem.Error {
	switch tag := rule.Tag(); tag {
	case "max", "lte":
		return bounded(rule, "check.toolong", "check.toomany", "check.max")
	case "min", "gte":
		return bounded(rule, "check.tooshort", "check.toofew", "check.min")
	case "lt":
		return bounded(rule, "check.pattern", "check.pattern", "check.less")
	case "gt":
		return bounded(rule, "check.pattern", "check.pattern", "check.more")
	case "len":
		return bounded(rule, "check.length", "check.pattern", "check.pattern")
	case "oneof":
		return problem.New(problem.Invalid, "check.oneof", problem.Args{"values": choices(rule.Param())})
	case "lang":
		return problem.New(problem.Invalid, "check.lang", problem.Args{"values": languages()})
	default:
		return problem.New(problem.Invalid, plain(tag), nil)
	}
}

// plain returns the key for a rule that needs no argument: that of the value's form when a rule has no
// sentence of its own.
func plain(tag string) string {
	switch {
	case strings.HasPrefix(tag, "required"):
		return "check.required"
	case tag == "email":
		return "check.email"
	case tag == "url", tag == "http_url", tag == "https_url":
		return "check.url"
	case strings.HasPrefix(tag, "uuid"):
		return "check.uuid"
	case tag == "code":
		return "check.code"
	case tag == "isodate":
		return "check.date"
	case tag == "zone":
		return "check.zone"
	case tag == "unique":
		return "check.unique"
	default:
		return "check.pattern"
	}
}

// bounded returns the problem of a limit, by what the field is made of: characters, items or a number.
func bounded(rule validator.FieldError, characters, items, number string) *problem.Error {
	limit := quantity(rule.Param())
	kind := rule.Kind()
	if kind == reflect.String {
		return problem.New(problem.Invalid, characters, problem.Args{"limit": limit, "n": limit})
	}
	if kind == reflect.Slice || kind == reflect.Array || kind == reflect.Map {
		return problem.New(problem.Invalid, items, problem.Args{"limit": limit, "n": limit})
	}
	return problem.New(problem.Invalid, number, problem.Args{"limit": limit})
}

// quantity returns a rule's parameter as a whole number or a float where it is one.
func quantity(param string) any {
	if n, err := strconv.ParseInt(param, 10, 64); err == nil {
		return n
	}
	if f, err := strconv.ParseFloat(param, 64); err == nil {
		return f
	}
	return param
}

// choices returns the values of a oneof rule, which are separated by blanks; quoted values with blanks
// in them are not used here.
func choices(param string) []string {
	return strings.Fields(param)
}

func languages() []string {
	var tags []string
	for _, tag := range locale.Languages() {
		tags = append(tags, string(tag))
	}
	return tags
}
