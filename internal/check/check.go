// Package check runs struct tags and answers with problems.
package check

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/go-playground/validator/v10"

	"releve/internal/locale"
	"releve/internal/problem"
)

// codePattern is the form of a public code, such as a participant's.
var codePattern = regexp.MustCompile(`^[a-z0-9-]{1,24}$`)

// Checker checks structs by their validate tags. Any number of goroutines may share it, and should: it
// keeps what it has learnt about each type.
//
// Besides the rules of github.com/go-playground/validator it knows code (1 to 24 of a-z, 0-9 and "-"),
// isodate (a date that exists, as 2022-09-14), zone (an IANA time zone by name) and lang (a language of
// the program). They are for strings, or named types of strings; "omitempty" before them allows "".
type Checker struct {
	rules *validator.Validate
}

// New returns a Checker.
func New() *Checker {
	rules := validator.New(validator.WithRequiredStructEnabled())
	rules.RegisterTagNameFunc(fieldName)
	custom := map[string]func(string) bool{
		"code":    codePattern.MatchString,
		"isodate": isDate,
		"zone":    isZone,
		"lang":    locale.Known,
	}
	for name, holds := range custom {
		rule := func(field validator.FieldLevel) bool {
			return holds(field.Field().String()) // another kind reads "<int Value>", which no rule accepts
		}
		if err := rules.RegisterValidation(name, rule); err != nil {
			panic(err) // an empty or reserved name: a mistake in the map above
		}
	}
	return &Checker{rules: rules}
}

// Struct checks a struct, or a pointer to one. It returns nil, or a problem.List with one Invalid problem
// for each field that breaks a rule, in the order of the fields. Field is the field's name outside the
// program (see the tags field, json, form and query, in this order, else the name in lower case), with its
// path in nested structs and slices: "rows[1].code". Any other error means that v is not a struct.
func (c *Checker) Struct(v any) error {
	err := c.rules.Struct(v)
	if err == nil {
		return nil
	}
	var broken validator.ValidationErrors
	if !errors.As(err, &broken) {
		return fmt.Errorf("check struct: %w", err)
	}
	root := reflect.Indirect(reflect.ValueOf(v)).Type().Name()
	list := make(problem.List, len(broken))
	for i, rule := range broken {
		path := rule.Namespace()
		if root != "" { // a struct type without a name opens no path
			path = strings.TrimPrefix(path, root+".")
		}
		list[i] = sentence(rule).At(path)
	}
	return list
}

// fieldName returns the name by which the outside knows a field.
func fieldName(field reflect.StructField) string {
	for _, tag := range []string{"field", "json", "form", "query"} {
		name, _, _ := strings.Cut(field.Tag.Get(tag), ",")
		if name != "" && name != "-" {
			return name
		}
	}
	return strings.ToLower(field.Name)
}

func isDate(value string) bool {
	_, err := time.Parse(time.DateOnly, value)
	return err == nil
}

// isZone refuses "" and Local, which the library knows but which mean another zone on another machine.
func isZone(value string) bool {
	if value == "" || value == "Local" {
		return false
	}
	_, err := time.LoadLocation(value)
	return err == nil
}
