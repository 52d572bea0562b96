package main

import "testing"

func TestAddress(t *testing.T) {
	tests := []struct {
		name, url string
		want      string // link of "x", or the problem after "!"
		warning   string
	}{
		{"https", "https://releve.example.be", "https://releve.example.be/s/x", ""},
		{"slash at the end", "https://releve.example.be/", "https://releve.example.be/s/x", ""},
		{"below a path", "https://example.be/releve/", "https://example.be/releve/s/x", ""},
		{"port", "https://example.be:8443", "https://example.be:8443/s/x", ""},
		{"plain http", "http://releve.example.be", "http://releve.example.be/s/x", "cli.address.plain"},
		{"loopback", "http://127.0.0.1:8080", "http://127.0.0.1:8080/s/x", "cli.address.private"},
		{"loopback of six", "http://[::1]:8080", "http://[::1]:8080/s/x", "cli.address.private"},
		{"localhost", "https://localhost", "https://localhost/s/x", "cli.address.private"},
		{"private network", "https://192.168.1.7", "https://192.168.1.7/s/x", "cli.address.private"},
		{"name without a point", "https://server", "https://server/s/x", "cli.address.private"},
		{"public number", "https://193.191.1.1", "https://193.191.1.1/s/x", ""},
		{"public number of six", "https://[2001:6a8::1]", "https://[2001:6a8::1]/s/x", ""},
		{"everywhere", "http://0.0.0.0:8080", "http://0.0.0.0:8080/s/x", "cli.address.private"},
		{"no scheme", "releve.example.be", "!", ""},
		{"other scheme", "ftp://example.be", "!", ""},
		{"no host", "https://", "!", ""},
		{"query", "https://example.be?x=1", "!", ""},
		{"user", "https://me@example.be", "!", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, err := parseAddress(test.url)
			if err != nil {
				if test.want != "!" {
					t.Errorf("got %v, want %s", err, test.want)
				}
				return
			}
			if got := a.link("x"); got != test.want || a.warning() != test.warning || a.link("") != "" {
				t.Errorf("got %s and %q, want %s and %q", got, a.warning(), test.want, test.warning)
			}
		})
	}
}

func TestServedAddress(t *testing.T) {
	tests := []struct{ name, listen, public, domain, want string }{
		{"where it listens", "127.0.0.1:8080", "", "", "http://127.0.0.1:8080"},
		{"listening everywhere", ":8080", "", "", "http://127.0.0.1:8080"},
		{"listening everywhere by number", "0.0.0.0:9000", "", "", "http://127.0.0.1:9000"},
		{"any port", "127.0.0.1:0", "", "", ""},
		{"public address", "127.0.0.1:8080", "https://releve.example.be", "", "https://releve.example.be"},
		{"domain", "127.0.0.1:8080", "", "releve.example.be", "https://releve.example.be"},
		{"no port", "127.0.0.1", "", "", "!"},
		{"bad public address", "127.0.0.1:8080", "releve", "", "!"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := &call{}
			c.settings.Listen, c.settings.PublicURL, c.settings.Domain = test.listen, test.public, test.domain
			a, err := c.servedAddress()
			got := ""
			switch {
			case err != nil:
				got = "!"
			case a.url != nil:
				got = a.String()
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
