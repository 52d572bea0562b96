package device

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/evanw/esbuild/pkg/api"

	"releve/internal/guard"
)

// format says how a script is put together.
type format api.Format

// The formats: a module, or a script that keeps its names to itself.
const (
	module  = format(api.FormatESModule)
	classic = format(api.FormatIIFE)
)

// errScripts says that the scripts do not go together.
var errScripts = errors.New("scripts of the device")

// bundle puts a script and what it imports together, as small as it gets. Constants are written into it by name, as JSON.
func bundle(entry string, as format, constants map[string]any) ([]byte, error) {
	defined := make(map[string]string, len(constants))
	for name, value := range constants {
		written, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("write constant of a script: %w", err)
		}
		defined[name] = string(written)
	}
	return built(entry, api.BuildOptions{Format: api.Format(as), Define: defined}, "script")
}

// bundleStyle makes a style as small as it gets.
func bundleStyle(entry string) ([]byte, error) { return built(entry, api.BuildOptions{}, "style") }

// built runs the bundler over files of a folder.
func built(entry string, o api.BuildOptions, folder string) ([]byte, error) {
	o.EntryPoints, o.Bundle, o.Plugins = []string{"./" + entry}, true, []api.Plugin{embedded(folder)}
	o.MinifyWhitespace, o.MinifyIdentifiers, o.MinifySyntax = true, true, true
	o.Target, o.Charset, o.LegalComments = api.ES2020, api.CharsetUTF8, api.LegalCommentsNone
	result := api.Build(o)
	if len(result.Errors) > 0 {
		e := result.Errors[0]
		if e.Location == nil {
			return nil, fmt.Errorf("%w: %s: %s", errScripts, entry, e.Text)
		}
		return nil, fmt.Errorf("%w: %s:%d: %s", errScripts, e.Location.File, e.Location.Line, e.Text)
	}
	return result.OutputFiles[0].Contents, nil
}

// embedded has the bundler read the files that are in the program instead of those on a disk, the words of the guard
// among them.
func embedded(folder string) api.Plugin {
	const space, guarded = "embedded", "guard"
	return api.Plugin{Name: space, Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: `^\./`}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			return api.OnResolveResult{Path: path.Base(a.Path), Namespace: space}, nil
		})
		b.OnResolve(api.OnResolveOptions{Filter: `/guard/words\.json$`}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			return api.OnResolveResult{Path: path.Base(a.Path), Namespace: guarded}, nil
		})
		b.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: guarded}, func(api.OnLoadArgs) (api.OnLoadResult, error) {
			text := guard.Words()
			return api.OnLoadResult{Contents: &text, Loader: api.LoaderJSON}, nil
		})
		b.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: space}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			content, err := fs.ReadFile(sources, path.Join(folder, a.Path))
			if err != nil {
				return api.OnLoadResult{}, fmt.Errorf("read script: %w", err)
			}
			text, kind := string(content), loaders()[path.Ext(a.Path)]
			return api.OnLoadResult{Contents: &text, Loader: kind}, nil
		})
	}}
}

// loaders say what a file is.
func loaders() map[string]api.Loader {
	return map[string]api.Loader{".js": api.LoaderJS, ".css": api.LoaderCSS, ".json": api.LoaderJSON}
}
