package locale

import "testing"

func TestPlain(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"accents", "Événement à Liège", "evenement a liege"},
		{"accents written apart", "e\u0301te\u0301", "ete"},
		{"letters that are two", "Œuvre Straße Ex æquo", "oeuvre strasse ex aequo"},
		{"other writing stays", "Привет 12 – x", "привет 12 – x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Plain(tt.text); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
