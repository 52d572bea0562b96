package web_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
)

// readInputs returns what the forms of a page would post if they were one: inputs, areas and choices as they stand.
func readInputs(page string) url.Values {
	values := url.Values{}
	attribute := func(tag, name string) string {
		m := regexp.MustCompile(`\s` + name + `="([^"]*)"`).FindStringSubmatch(tag)
		if m == nil {
			return ""
		}
		return html.UnescapeString(m[1])
	}
	for _, tag := range regexp.MustCompile(`<input[^>]*>`).FindAllString(page, -1) {
		name, kind := attribute(tag, "name"), attribute(tag, "type")
		if name == "" || (kind == "radio" || kind == "checkbox") && !strings.Contains(tag, " checked") {
			continue
		}
		values.Add(name, attribute(tag, "value"))
	}
	for _, m := range regexp.MustCompile(`(?s)<textarea[^>]* name="([^"]*)"[^>]*>(.*?)</textarea>`).FindAllStringSubmatch(page, -1) {
		values.Add(m[1], strings.ReplaceAll(html.UnescapeString(m[2]), "\n", "\r\n"))
	}
	for _, m := range regexp.MustCompile(`(?s)<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>`).FindAllStringSubmatch(page, -1) {
		if chosen := regexp.MustCompile(`<option value="([^"]*)" selected`).FindStringSubmatch(m[2]); chosen != nil {
			values.Add(m[1], html.UnescapeString(chosen[1]))
		}
	}
	return values
}
