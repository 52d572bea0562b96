package sheet

import "testing"

func TestPrivate(t *testing.T) {
	tests := []struct {
		name string
		text string
		want bool
	}{
		{"nothing", "", false},
		{"words", "Guichet fermé, 3 appels", false},
		{"national number", "85.07.30-033.28", true},
		{"account", "sur BE68 5390 0754 7034", true},
		{"after control signs", "a\r85.07.30-033.28", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Private(test.text); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
