package locale

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
)

//go:embed messages/*.json
var embedded embed.FS

// errShape is the cause when a message is neither a sentence nor an object of plural forms.
var errShape = errors.New("neither a sentence nor an object of plural forms")

// Catalogue holds every message in every language. It never changes after Load, so any number of
// goroutines may share it.
type Catalogue struct {
	printers map[Tag]*Printer
	keys     []string
}

// Load reads the embedded messages. An error names the language, the key and what is malformed.
func Load() (*Catalogue, error) {
	return load(embedded)
}

// load reads messages/<tag>.json of every language out of files.
func load(files fs.FS) (*Catalogue, error) {
	c := &Catalogue{printers: make(map[Tag]*Printer)}
	keys := make(map[string]bool)
	for _, tag := range Languages() {
		messages, err := read(files, path.Join("messages", string(tag)+".json"))
		if err != nil {
			return nil, fmt.Errorf("load messages: %w", err)
		}
		for key := range messages {
			keys[key] = true
		}
		if c.printers[tag], err = newPrinter(tag, messages); err != nil {
			return nil, fmt.Errorf("load messages: %s: %w", tag, err)
		}
	}
	c.keys = slices.Sorted(maps.Keys(keys))
	return c, nil
}

// read compiles one language's messages.
func read(files fs.FS, name string) (map[string]message, error) {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal(text, &values); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	messages := make(map[string]message, len(values))
	for key, value := range values {
		m, err := parse(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", name, key, err)
		}
		messages[key] = m
	}
	return messages, nil
}

// parse compiles one value of the file: a sentence, or an object of sentences by plural form.
func parse(value json.RawMessage) (message, error) {
	var sentence string
	if json.Unmarshal(value, &sentence) == nil {
		return compile(sentence)
	}
	var forms map[string]string
	if json.Unmarshal(value, &forms) != nil {
		return message{}, errShape
	}
	return compilePlural(forms)
}

// Printer returns the printer of a language, that of the first language when the tag is not ours.
func (c *Catalogue) Printer(tag Tag) *Printer {
	if p, ok := c.printers[tag]; ok {
		return p
	}
	return c.printers[Languages()[0]]
}

// Keys returns every message key, sorted.
func (c *Catalogue) Keys() []string {
	return slices.Clone(c.keys)
}

// Has reports whether a message key exists in any language.
func (c *Catalogue) Has(key string) bool {
	_, found := slices.BinarySearch(c.keys, key)
	return found
}
