"""Reading other people's files: tables of firms, announcements and code lists, row by row, without a database."""
