package locale

import (
	"reflect"
	"testing"
)

func TestRawMessages(t *testing.T) {
	catalogue, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	found := catalogue.Printer("fr").RawMessages("account.throttled")
	forms, ok := found["account.throttled"].(map[string]string)
	if !ok || forms["one"] == "" || forms["other"] == "" {
		t.Errorf("a message with plural forms is %v", found["account.throttled"])
	}
	if got := catalogue.Printer("nl").RawMessages("page.row.add"); !reflect.DeepEqual(got, map[string]Raw{"page.row.add": catalogue.Printer("nl").messages["page.row.add"].whole.raw()}) {
		t.Errorf("got %v", got)
	}
	if got := catalogue.Printer("fr").RawMessages("page.row.add")["page.row.add"]; got != "+ Autre {noun}" {
		t.Errorf("got %q, want the placeholder as it is written", got)
	}
}
