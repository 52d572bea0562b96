package problem_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"releve/internal/problem"
)

func TestError(t *testing.T) {
	plain := problem.New(problem.Invalid, "a.b", problem.Args{"n": 1})
	if plain.Error() != "a.b" || plain.Unwrap() != nil || plain.Kind != problem.Invalid || plain.Args["n"] != 1 || plain.Field != "" {
		t.Errorf("got %+v", plain)
	}
	wrapped := problem.Wrap(problem.Unavailable, "c.d", io.ErrUnexpectedEOF)
	if wrapped.Error() != "c.d: unexpected EOF" || !errors.Is(wrapped, io.ErrUnexpectedEOF) || wrapped.Kind != problem.Unavailable {
		t.Errorf("got %+v", wrapped)
	}
	placed := wrapped.At("inst")
	if placed.Field != "inst" || wrapped.Field != "" || placed.Key != "c.d" || !errors.Is(placed, io.ErrUnexpectedEOF) {
		t.Errorf("got %+v, changed %+v", placed, wrapped)
	}
}

func TestList(t *testing.T) {
	cause := errors.New("cause")
	one, two := problem.New(problem.NotFound, "a", nil).At("x"), problem.Wrap(problem.Gone, "b", cause).At("y")
	three := problem.New(problem.Invalid, "c", nil).At("x")
	list := problem.List{one, two, three}
	if got := list.Error(); got != "a; b: cause; c" {
		t.Errorf("got %q", got)
	}
	if !errors.Is(list, cause) {
		t.Error("the cause of one of the problems is not found")
	}
	if got := list.At("x"); !slices.Equal(got, problem.List{one, three}) {
		t.Errorf("at x: %v", got)
	}
	if got := list.At("z"); got != nil {
		t.Errorf("at z: %v", got)
	}
	if err := list.OrNil(); err == nil || problem.KindOf(err) != problem.NotFound {
		t.Errorf("got %v", err)
	}
	for _, empty := range []problem.List{nil, {}} {
		if err := empty.OrNil(); err != nil {
			t.Errorf("an empty list is the error %v", err)
		}
	}
}

func TestAll(t *testing.T) {
	one, two := problem.New(problem.Conflict, "a", nil), problem.New(problem.Gone, "b", nil)
	outer := problem.Wrap(problem.Unavailable, "c", problem.List{two})
	explained := problem.Wrap(problem.Usage, "d", one)
	var none *problem.Error
	tests := []struct {
		name string
		err  error
		kind problem.Kind
		want problem.List
	}{
		{"nothing", nil, problem.Internal, nil},
		{"another error", io.EOF, problem.Internal, nil},
		{"one", one, problem.Conflict, problem.List{one}},
		{"one inside", fmt.Errorf("read: %w", one), problem.Conflict, problem.List{one}},
		{"a list", problem.List{two, one}, problem.Gone, problem.List{two, one}},
		{"a list inside", fmt.Errorf("read: %w", problem.List{two, one}), problem.Gone, problem.List{two, one}},
		{"one in a join", errors.Join(io.EOF, one), problem.Conflict, problem.List{one}},
		{"a problem whose cause is a list", outer, problem.Unavailable, problem.List{outer}},
		{"a problem whose cause is another", fmt.Errorf("x: %w", explained), problem.Usage, problem.List{explained}},
		{"a list in a join", errors.Join(io.EOF, problem.List{two}, one), problem.Gone, problem.List{two}},
		{"a problem that is none", none, problem.Internal, nil},
		{"an empty list", problem.List{}, problem.Internal, problem.List{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := problem.All(test.err); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
			if got := problem.KindOf(test.err); got != test.kind {
				t.Errorf("kind %d, want %d", got, test.kind)
			}
		})
	}
}
