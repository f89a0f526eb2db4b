BEGIN TRANSACTION;
CREATE TABLE grants (
	subject TEXT NOT NULL, 
	state TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (subject)
);
INSERT INTO "grants" VALUES('telegram:person:1002','asked','',1.79595764210901284218e+09);
CREATE TABLE lines (
	platform TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	thread TEXT NOT NULL, 
	"after" INTEGER NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (platform, chat, thread)
);
INSERT INTO "lines" VALUES('telegram','1001','',2,1.79595764930241966247e+09);
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
INSERT INTO "messages" VALUES(1,'telegram','1001','',NULL,NULL,'user','telegram:1001','Remember the word barnacle',1.79595764631040811535e+09);
INSERT INTO "messages" VALUES(2,'telegram','1001','',1,1,'assistant','','Aye.',1.79595764631040811535e+09);
INSERT INTO "messages" VALUES(3,'telegram','-100500','',NULL,NULL,'user','telegram:1001','Remember the word capstan',1.79595765530258107186e+09);
INSERT INTO "messages" VALUES(4,'telegram','-100500','',3,3,'assistant','','Aye.',1.79595765530258107186e+09);
INSERT INTO "messages" VALUES(5,'telegram','1002','',NULL,NULL,'user','telegram:1002','Remember the word dinghy',1.79595765833768677716e+09);
INSERT INTO "messages" VALUES(6,'telegram','1002','',5,5,'assistant','','Aye.',1.79595765833768677716e+09);
INSERT INTO "messages" VALUES(7,'discord','1576585431359684629','',NULL,NULL,'user','discord:1576585352431271938','Remember the word halyard',1.7959576583820734024e+09);
INSERT INTO "messages" VALUES(8,'discord','1576585431359684629','',7,7,'assistant','','Aye.',1.7959576583820734024e+09);
INSERT INTO "messages" VALUES(9,'discord','1576585431359684629','',NULL,NULL,'user','discord:1576585352431271938','Remember the word jib',1.79595765846030139918e+09);
INSERT INTO "messages" VALUES(10,'discord','1576585431359684629','',9,9,'assistant','','Aye.',1.79595765846030139918e+09);
INSERT INTO "messages" VALUES(11,'discord','1576585431359684629','',NULL,NULL,'user','discord:1576585352431271938','Tell me of the sea',1.79595766044676947593e+09);
INSERT INTO "messages" VALUES(12,'discord','1576585431359684629','',11,11,'assistant','','',1.79595766044676947593e+09);
INSERT INTO "messages" VALUES(13,'telegram','1001','',NULL,NULL,'user','telegram:1001','Tell me of the sea',1.79595766044797730447e+09);
INSERT INTO "messages" VALUES(14,'telegram','1001','',13,13,'assistant','','',1.79595766044797730447e+09);
CREATE TABLE owners (
	platform TEXT NOT NULL, 
	id TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (platform, id)
);
INSERT INTO "owners" VALUES('telegram','1001',1.7959576420966079235e+09);
CREATE TABLE parley (
	version INTEGER NOT NULL
);
INSERT INTO "parley" VALUES(1);
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
INSERT INTO "replies" VALUES(6,'{"kind": "chat", "place": {"platform": "discord", "chat": "1576585431359684629", "thread": ""}, "reply_to": "1576585440029311004", "nonce": ""}','[{"kind": "message", "place": {"platform": "discord", "chat": "1576585431359684629", "thread": ""}, "id": "1576585440322912285"}]',12,'A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the sh',1.79595766045404291156e+09,1.79595767603541541096e+09);
INSERT INTO "replies" VALUES(7,'{"kind": "chat", "place": {"platform": "telegram", "chat": "1001", "thread": ""}, "reply_to": "", "nonce": ""}','[]',14,'',1.79595767333331251145e+09,1.79595767333331251145e+09);
CREATE TABLE settings (
	scope TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (scope, "key")
);
INSERT INTO "settings" VALUES('telegram:1001','model','local/test-model','telegram:1001',1.79595765230569291118e+09);
CREATE TABLE surfaces (
	platform TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	thread TEXT NOT NULL, 
	message TEXT NOT NULL, 
	"row" INTEGER NOT NULL, 
	PRIMARY KEY (platform, chat, thread, message), 
	FOREIGN KEY("row") REFERENCES messages ("row")
)
 WITHOUT ROWID

;
INSERT INTO "surfaces" VALUES('discord','1576585431359684629','','1576585431359684630',7);
INSERT INTO "surfaces" VALUES('discord','1576585431359684629','','1576585431611342871',8);
INSERT INTO "surfaces" VALUES('discord','1576585431359684629','','1576585431636508697',9);
INSERT INTO "surfaces" VALUES('discord','1576585431359684629','','1576585431686840347',10);
INSERT INTO "surfaces" VALUES('discord','1576585431359684629','','1576585440029311004',11);
INSERT INTO "surfaces" VALUES('discord','1576585431359684629','','1576585440322912285',12);
INSERT INTO "surfaces" VALUES('telegram','-100500','','1',3);
INSERT INTO "surfaces" VALUES('telegram','-100500','','2',4);
INSERT INTO "surfaces" VALUES('telegram','1001','','12',13);
INSERT INTO "surfaces" VALUES('telegram','1001','','14',2);
INSERT INTO "surfaces" VALUES('telegram','1001','','9',1);
INSERT INTO "surfaces" VALUES('telegram','1002','','3',5);
INSERT INTO "surfaces" VALUES('telegram','1002','','4',6);
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
INSERT INTO "usage" VALUES(20786,'telegram','-100500','','telegram:1001','local','test-model',1,7,1);
INSERT INTO "usage" VALUES(20786,'telegram','1002','','telegram:1002','local','test-model',1,7,1);
INSERT INTO "usage" VALUES(20786,'discord','1576585431359684629','','discord:1576585352431271938','local','test-model',2,14,2);
INSERT INTO "usage" VALUES(20786,'telegram','1001','','telegram:1001','local','test-model',1,7,1);
CREATE INDEX messages_with_text ON messages (at) WHERE text != '';
CREATE INDEX messages_of_place ON messages (platform, chat, thread, "row");
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('replies',7);
COMMIT;
