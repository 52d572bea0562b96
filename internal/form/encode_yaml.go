package form

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// EncodeYAML writes what Encode writes as YAML, for a person who wants to start another questionnaire from it.
func EncodeYAML(f *Form) ([]byte, error) {
	data, err := Encode(f)
	if err != nil {
		return nil, err
	}
	var doc yaml.Node
	if err = yaml.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("encode form: %w", err)
	}
	unquote(&doc)
	if data, err = yaml.Marshal(&doc); err != nil {
		return nil, fmt.Errorf("encode form: %w", err)
	}
	return data, nil
}

// unquote lets the library choose how values are written, instead of as JSON writes them.
func unquote(n *yaml.Node) {
	n.Style = 0
	for _, inner := range n.Content {
		unquote(inner)
	}
}
