package campaign

import (
	"fmt"
	"strings"
	"testing"

	"releve/internal/form"
)

func TestOffer(t *testing.T) {
	version := func(id string, v int64) *form.Form { return &form.Form{ID: id, Version: v} }
	kept := []KeptForm{{version("b", 1), true}, {version("b", 3), false}}
	shipped := []*form.Form{version("b", 1), version("b", 2), version("a", 1)}
	offered := Offer(kept, shipped)
	tell := func(all []Offered) string {
		var told []string
		for _, o := range all {
			told = append(told, fmt.Sprint(o.Form.ID, o.Form.Version, o.Stand))
		}
		return strings.Join(told, " ")
	}
	if got, want := tell(offered), "a1shipped b3draft b2shipped b1published"; got != want {
		t.Errorf("offer: got %s, want %s", got, want)
	}
	if got, want := tell(Newest(offered)), "a1shipped b3draft"; got != want {
		t.Errorf("newest: got %s, want %s", got, want)
	}
}
