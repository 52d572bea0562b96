package config

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// Settings are what an operator sets once: each is a flag with a default in the environment.
type Settings struct {
	Data        string // folder of the database, "" for the system's folder for application data
	Lang        string // language of the command line, "" for that of the environment
	PublicURL   string // address in links and QR codes
	Listen      string // address that the server listens on
	Domain      string // name to serve with a certificate of its own, "" for none
	BehindProxy bool   // trust forwarded headers, from the same machine only
	Metrics     string // address of the Prometheus figures, "" for none
	Demo        bool   // serve a temporary demonstration
}

// Names of the settings.
const (
	Data        = "data"
	Lang        = "lang"
	PublicURL   = "public-url"
	Listen      = "listen"
	Domain      = "domain"
	BehindProxy = "behind-proxy"
	Metrics     = "metrics-listen"
	Demo        = "demo"
)

// setting is a setting with the field it fills.
type setting struct {
	Flag

	value pflag.Value
}

// settings is the one table of settings, bound to s, whose fields get their defaults.
func settings(s *Settings) []setting {
	table := []setting{
		{Flag{Name: Data, Value: "DIR"}, &textValue{&s.Data}},
		{Flag{Name: Lang, Value: "TAG"}, &textValue{&s.Lang}},
		{Flag{Name: PublicURL, Value: "URL"}, &textValue{&s.PublicURL}},
		{Flag{Name: Listen, Value: "ADDR", Default: "127.0.0.1:8080"}, &textValue{&s.Listen}},
		{Flag{Name: Domain, Value: "NAME"}, &textValue{&s.Domain}},
		{Flag{Name: BehindProxy}, &switchValue{&s.BehindProxy}},
		{Flag{Name: Metrics, Value: "ADDR"}, &textValue{&s.Metrics}},
		{Flag{Name: Demo}, &switchValue{&s.Demo}},
	}
	s.Listen = table[3].Default
	for i := range table {
		table[i].Env = variable(table[i].Name)
	}
	return table
}

// variable returns the environment variable of a setting.
func variable(name string) string {
	return "RELEVE_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// Table returns all settings, for help and documentation.
func Table() []Flag {
	var found []Flag
	for _, row := range settings(&Settings{}) {
		found = append(found, row.Flag)
	}
	return found
}

// Settings declares the flags of some settings by their names. All of s gets its defaults.
func (f *Flags) Settings(s *Settings, names ...string) {
	for _, row := range settings(s) {
		if slices.Contains(names, row.Name) {
			f.add(row.value, row.Flag)
		}
	}
}
