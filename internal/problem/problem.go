// Package problem defines the errors the program can explain to a person.
package problem

import (
	"errors"
	"strings"
)

// Kind says what sort of trouble an Error is; the edges (web, command line) turn it into a status.
type Kind uint8

// The kinds of trouble. The zero value is Internal, so that a forgotten kind is never taken for the visitor's fault.
const (
	Internal    Kind = iota // a fault of ours
	Invalid                 // the input breaks a rule that its author can mend
	NotFound                // no such thing, or not for this visitor
	Conflict                // the thing exists already with other content
	Gone                    // it existed and is over: closed campaign, withdrawn sheet
	TooLarge                // a limit of size or number is passed
	Unavailable             // cannot be done now, try again later
	Forbidden               // known, and not allowed
	Usage                   // the command line was not understood
	Unreadable              // the request or file cannot be read at all
	Method                  // the address exists, but not for this way of asking
	TooMany                 // asked too often: try again after the seconds in the argument seconds
)

// Args are the values of a message's placeholders, by name. Values are strings, integers, floats, nested keys
// (type Key), which the locale translates before it fills them in, or nested problems, which it tells in full.
type Args map[string]any

// Key is a message key used as a placeholder's value: it is translated first.
type Key string

// Error is a trouble that can be told to a person: a message key with its arguments.
type Error struct {
	Kind  Kind
	Key   string // message key, the same in every language
	Field string // code of the question or column concerned, "" where there is none; rows of a repeat read "code#2"
	Args  Args
	Err   error // the cause, for the log; never shown to a visitor
}

// New returns an Error of a kind with its message key and arguments.
func New(kind Kind, key string, args Args) *Error {
	return &Error{Kind: kind, Key: key, Args: args}
}

// Wrap returns an Error that keeps the cause for the log.
func Wrap(kind Kind, key string, err error) *Error {
	return &Error{Kind: kind, Key: key, Err: err}
}

// Error returns the key and the cause: text for a log, never for a visitor.
func (e *Error) Error() string {
	if e.Err != nil {
		return e.Key + ": " + e.Err.Error()
	}
	return e.Key
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// At returns a copy of the error that names the field it concerns.
func (e *Error) At(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// List is several problems found at once, in the order in which a person meets them.
type List []*Error //nolint:errname // it reads problem.List

// Error joins the keys of all problems.
func (l List) Error() string {
	keys := make([]string, len(l))
	for i, e := range l {
		keys[i] = e.Error()
	}
	return strings.Join(keys, "; ")
}

// Unwrap lets errors.As find the single problems.
func (l List) Unwrap() []error {
	errs := make([]error, len(l))
	for i, e := range l {
		errs[i] = e
	}
	return errs
}

// OrNil returns the list as an error, or nil when it is empty.
func (l List) OrNil() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// At returns the problems of a field.
func (l List) At(field string) List {
	var found List
	for _, e := range l {
		if e.Field == field {
			found = append(found, e)
		}
	}
	return found
}

// All returns every problem that an error holds: a List whole, an Error alone, nil otherwise. The outermost counts:
// what a problem has for its cause is for the log.
func All(err error) List {
	if h, ok := errors.AsType[holder](err); ok {
		return h.all()
	}
	return nil
}

// holder is an error that holds problems.
type holder interface {
	error
	all() List
}

func (e *Error) all() List {
	if e == nil {
		return nil
	}
	return List{e}
}

func (l List) all() List { return l }

// KindOf returns the kind of the first problem an error holds, Internal when it holds none.
func KindOf(err error) Kind {
	if all := All(err); len(all) > 0 {
		return all[0].Kind
	}
	return Internal
}
