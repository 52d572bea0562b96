package locale

import (
	"testing"

	"releve/internal/problem"
)

func TestNestedProblem(t *testing.T) {
	catalogue, err := trial(t, `"a.outer": "Line {line}: {reason}", "a.inner": "not {value}"`)
	if err != nil {
		t.Fatal(err)
	}
	reason := problem.New(problem.Invalid, "a.inner", problem.Args{"value": "d99"})
	got := catalogue.Printer("fr").Text("a.outer", problem.Args{"line": "12", "reason": reason})
	if want := "Line 12: not d99"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
