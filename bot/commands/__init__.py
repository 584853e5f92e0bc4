"""The commands of `luottamus`, a module a subject. Each imports what it works with when it runs, so help is quick."""
