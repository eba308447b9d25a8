package kit

// contacts are what comes before and after a counselling: enquiries, accepting, closing.
type contacts interface{}
