package kit

// contracts are the contract of a counselling.
type contracts interface{}
