-- The tables as version 1 of the database had them, with a row in each that people would miss.

CREATE TABLE grants (
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at FLOAT NOT NULL,
    PRIMARY KEY (subject)
);

CREATE TABLE lines (
    platform TEXT NOT NULL,
    chat TEXT NOT NULL,
    thread TEXT NOT NULL,
    "after" INTEGER NOT NULL,
    at FLOAT NOT NULL,
    PRIMARY KEY (platform, chat, thread)
);

CREATE TABLE messages (
    "row" INTEGER NOT NULL,
    platform TEXT NOT NULL,
    chat TEXT NOT NULL,
    thread TEXT NOT NULL,
    parent INTEGER,
    root INTEGER,
    role TEXT NOT NULL,
    author TEXT NOT NULL,
    text TEXT NOT NULL,
    at FLOAT NOT NULL,
    PRIMARY KEY ("row"),
    FOREIGN KEY(parent) REFERENCES messages ("row"),
    FOREIGN KEY(root) REFERENCES messages ("row")
);

CREATE INDEX messages_with_text ON messages (at) WHERE text != '';

CREATE INDEX messages_of_place ON messages (platform, chat, thread, "row");

CREATE TABLE owners (
    platform TEXT NOT NULL,
    id TEXT NOT NULL,
    at FLOAT NOT NULL,
    PRIMARY KEY (platform, id)
);

CREATE TABLE parley (
    version INTEGER NOT NULL
);

CREATE TABLE settings (
    scope TEXT NOT NULL,
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at FLOAT NOT NULL,
    PRIMARY KEY (scope, "key")
);

CREATE TABLE usage (
    day INTEGER NOT NULL,
    platform TEXT NOT NULL,
    chat TEXT NOT NULL,
    thread TEXT NOT NULL,
    person TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    answers INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    PRIMARY KEY (day, platform, chat, thread, person, provider, model)
);

CREATE TABLE replies (
    "key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    target TEXT NOT NULL,
    surfaces TEXT NOT NULL,
    "row" INTEGER,
    text TEXT NOT NULL,
    opened FLOAT NOT NULL,
    renewed FLOAT NOT NULL,
    FOREIGN KEY("row") REFERENCES messages ("row")
);

CREATE TABLE surfaces (
    platform TEXT NOT NULL,
    chat TEXT NOT NULL,
    thread TEXT NOT NULL,
    message TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    PRIMARY KEY (platform, chat, thread, message),
    FOREIGN KEY("row") REFERENCES messages ("row")
)
 WITHOUT ROWID;

INSERT INTO parley VALUES (1);
INSERT INTO owners VALUES ('telegram', '5', 1.0);
INSERT INTO settings VALUES ('telegram:42', 'model', 'demo/demo', 'telegram:5', 1.0);
INSERT INTO grants VALUES ('telegram:chat:-100', 'allowed', 'telegram:5', 1.0);
INSERT INTO messages VALUES (1, 'telegram', '42', '', NULL, NULL, 'user', 'telegram:5', 'Hi', 1.0);
INSERT INTO messages VALUES (2, 'telegram', '42', '', 1, 1, 'assistant', '', 'Hello.', 1.0);
INSERT INTO surfaces VALUES ('telegram', '42', '', '7', 1);
INSERT INTO usage VALUES (19000, 'telegram', '42', '', 'telegram:5', 'demo', 'demo', 3, 100, 200);
