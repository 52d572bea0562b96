package campaign

import "errors"

// ErrStale says that a campaign changed since it was read; read it again and retry.
var ErrStale = errors.New("campaign changed since it was read")
