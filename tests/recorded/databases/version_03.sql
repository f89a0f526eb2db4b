BEGIN TRANSACTION;
CREATE TABLE changes (
	"row" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	scope TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	old TEXT, 
	new TEXT, 
	"by" TEXT NOT NULL, 
	at FLOAT NOT NULL
);
INSERT INTO "changes" VALUES(1,'telegram:1001','persona',NULL,'teacher','telegram:1001',1.79595775948872017862e+09);
INSERT INTO "changes" VALUES(2,'telegram:1001','persona','teacher','coder','telegram:1001',1.79595775950999426845e+09);
INSERT INTO "changes" VALUES(3,'telegram:1001','model',NULL,'local/test-model','telegram:1001',1.79595776154784107208e+09);
INSERT INTO "changes" VALUES(4,'telegram:-100500','limit all answers day',NULL,'30','telegram:1001',1795957762.65116);
CREATE TABLE chats (
	platform TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	server TEXT NOT NULL, 
	PRIMARY KEY (platform, chat)
);
INSERT INTO "chats" VALUES('telegram','-100500','-100500');
INSERT INTO "chats" VALUES('discord','1576585869001752619','1576585869001752617');
CREATE TABLE grants (
	subject TEXT NOT NULL, 
	state TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (subject)
);
INSERT INTO "grants" VALUES('telegram:person:1002','asked','',1.79595775635725903507e+09);
INSERT INTO "grants" VALUES('telegram:person:1000077','allowed','telegram:1001',1.79595775952072525026e+09);
CREATE TABLE lines (
	platform TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	thread TEXT NOT NULL, 
	"after" INTEGER NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (platform, chat, thread)
);
INSERT INTO "lines" VALUES('telegram','1001','',2,1.79595776054337024686e+09);
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
	apart INTEGER DEFAULT '0' NOT NULL, 
	open_part TEXT, 
	PRIMARY KEY ("row"), 
	FOREIGN KEY(parent) REFERENCES messages ("row"), 
	FOREIGN KEY(root) REFERENCES messages ("row")
);
INSERT INTO "messages" VALUES(1,'telegram','1001','',NULL,NULL,'user','telegram:1001','Remember the word barnacle',1.79595775953341674812e+09,0,NULL);
INSERT INTO "messages" VALUES(2,'telegram','1001','',1,1,'assistant','','Aye.',1.79595775953341674812e+09,0,NULL);
INSERT INTO "messages" VALUES(3,'telegram','-100500','',NULL,NULL,'user','telegram:1001','Remember the word capstan',1.79595776256766796112e+09,0,NULL);
INSERT INTO "messages" VALUES(4,'telegram','-100500','',3,3,'assistant','','Aye.',1.79595776256766796112e+09,0,NULL);
INSERT INTO "messages" VALUES(5,'telegram','1002','',NULL,NULL,'user','telegram:1002','Remember the word dinghy',1.79595776267550253863e+09,0,NULL);
INSERT INTO "messages" VALUES(6,'telegram','1002','',5,5,'assistant','','Aye.',1.79595776267550253863e+09,0,NULL);
INSERT INTO "messages" VALUES(7,'discord','1576585869001752619','',NULL,NULL,'user','discord:1576585819106312194','Remember the word halyard',1.79595776274449181559e+09,0,NULL);
INSERT INTO "messages" VALUES(8,'discord','1576585869001752619','',7,7,'assistant','','Aye.',1.79595776274449181559e+09,0,NULL);
INSERT INTO "messages" VALUES(9,'discord','1576585869001752619','',NULL,NULL,'user','discord:1576585819106312194','Remember the word jib',1.79595776284305405612e+09,0,NULL);
INSERT INTO "messages" VALUES(10,'discord','1576585869001752619','',9,9,'assistant','','Aye.',1.79595776284305405612e+09,0,NULL);
INSERT INTO "messages" VALUES(11,'discord','1576585869001752619','',NULL,NULL,'user','discord:1576585819106312194','Tell me of the sea',1.79595776482686924927e+09,0,NULL);
INSERT INTO "messages" VALUES(12,'discord','1576585869001752619','',11,11,'assistant','','',1.79595776482686924927e+09,0,NULL);
INSERT INTO "messages" VALUES(13,'telegram','1001','',NULL,NULL,'user','telegram:1001','Tell me of the sea',1.79595776482749533648e+09,0,NULL);
INSERT INTO "messages" VALUES(14,'telegram','1001','',13,13,'assistant','','',1.79595776482749533648e+09,0,NULL);
CREATE TABLE owners (
	platform TEXT NOT NULL, 
	id TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (platform, id)
);
INSERT INTO "owners" VALUES('telegram','1001',1.79595775627520251281e+09);
CREATE TABLE parley (
	version INTEGER NOT NULL
);
INSERT INTO "parley" VALUES(3);
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
INSERT INTO "replies" VALUES(6,'{"kind": "chat", "place": {"platform": "discord", "chat": "1576585869001752619", "thread": ""}, "reply_to": "1576585877788819506", "nonce": ""}','[{"kind": "message", "place": {"platform": "discord", "chat": "1576585869001752619", "thread": ""}, "id": "1576585878271164467"}]',12,'A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, th',1.79595776482686924927e+09,1.79595776763894867896e+09);
INSERT INTO "replies" VALUES(7,'{"kind": "chat", "place": {"platform": "telegram", "chat": "1001", "thread": ""}, "reply_to": "", "nonce": ""}','[{"kind": "message", "place": {"platform": "telegram", "chat": "1001", "thread": ""}, "id": "17"}]',14,'A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the sh',1.79595776482749533648e+09,1.79595776785342478749e+09);
CREATE TABLE reservations (
	"key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	subjects TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	answers INTEGER NOT NULL, 
	tokens INTEGER NOT NULL, 
	dollars FLOAT NOT NULL
);
INSERT INTO "reservations" VALUES(4,'["bot|all", "bot|discord:1576585819106312194", "discord-server:1576585869001752617|all", "discord-server:1576585869001752617|discord:1576585819106312194", "discord:1576585869001752619|all", "discord:1576585869001752619|discord:1576585819106312194", "bot|unpriced"]',1.79595776482712817193e+09,1,2009,0.0);
CREATE TABLE servers (
	platform TEXT NOT NULL, 
	server TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	thread TEXT NOT NULL, 
	joined FLOAT NOT NULL, 
	removed FLOAT NOT NULL, 
	PRIMARY KEY (platform, server)
);
INSERT INTO "servers" VALUES('discord','1576585869001752617','1576585869001752619','',1.79595776272333288196e+09,0.0);
CREATE TABLE settings (
	scope TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (scope, "key")
);
INSERT INTO "settings" VALUES('telegram:1001','persona','coder','telegram:1001',1.79595775950999426845e+09);
INSERT INTO "settings" VALUES('telegram:1001','model','local/test-model','telegram:1001',1.79595776154784107208e+09);
INSERT INTO "settings" VALUES('telegram:-100500','limit all answers day','30','telegram:1001',1795957762.65116);
CREATE TABLE spending (
	subject TEXT NOT NULL, 
	period TEXT NOT NULL, 
	start INTEGER NOT NULL, 
	answers INTEGER NOT NULL, 
	tokens INTEGER NOT NULL, 
	dollars FLOAT NOT NULL, 
	PRIMARY KEY (subject, period, start)
)
 WITHOUT ROWID

;
INSERT INTO "spending" VALUES('bot|all','day',1795910400,4,2033,0.0);
INSERT INTO "spending" VALUES('bot|all','minute',1795957740,4,2033,0.0);
INSERT INTO "spending" VALUES('bot|all','month',1793491200,4,2033,0.0);
INSERT INTO "spending" VALUES('bot|discord:1576585819106312194','day',1795910400,3,2025,0.0);
INSERT INTO "spending" VALUES('bot|discord:1576585819106312194','minute',1795957740,3,2025,0.0);
INSERT INTO "spending" VALUES('bot|discord:1576585819106312194','month',1793491200,3,2025,0.0);
INSERT INTO "spending" VALUES('bot|telegram:1002','day',1795910400,1,8,0.0);
INSERT INTO "spending" VALUES('bot|telegram:1002','minute',1795957740,1,8,0.0);
INSERT INTO "spending" VALUES('bot|telegram:1002','month',1793491200,1,8,0.0);
INSERT INTO "spending" VALUES('bot|unpriced','day',1795910400,4,2033,0.0);
INSERT INTO "spending" VALUES('bot|unpriced','minute',1795957740,4,2033,0.0);
INSERT INTO "spending" VALUES('bot|unpriced','month',1793491200,4,2033,0.0);
INSERT INTO "spending" VALUES('discord-server:1576585869001752617|all','day',1795910400,3,2025,0.0);
INSERT INTO "spending" VALUES('discord-server:1576585869001752617|all','minute',1795957740,3,2025,0.0);
INSERT INTO "spending" VALUES('discord-server:1576585869001752617|all','month',1793491200,3,2025,0.0);
INSERT INTO "spending" VALUES('discord-server:1576585869001752617|discord:1576585819106312194','day',1795910400,3,2025,0.0);
INSERT INTO "spending" VALUES('discord-server:1576585869001752617|discord:1576585819106312194','minute',1795957740,3,2025,0.0);
INSERT INTO "spending" VALUES('discord-server:1576585869001752617|discord:1576585819106312194','month',1793491200,3,2025,0.0);
INSERT INTO "spending" VALUES('discord:1576585869001752619|all','day',1795910400,3,2025,0.0);
INSERT INTO "spending" VALUES('discord:1576585869001752619|all','minute',1795957740,3,2025,0.0);
INSERT INTO "spending" VALUES('discord:1576585869001752619|all','month',1793491200,3,2025,0.0);
INSERT INTO "spending" VALUES('discord:1576585869001752619|discord:1576585819106312194','day',1795910400,3,2025,0.0);
INSERT INTO "spending" VALUES('discord:1576585869001752619|discord:1576585819106312194','minute',1795957740,3,2025,0.0);
INSERT INTO "spending" VALUES('discord:1576585869001752619|discord:1576585819106312194','month',1793491200,3,2025,0.0);
INSERT INTO "spending" VALUES('telegram:1002|all','day',1795910400,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|all','minute',1795957740,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|all','month',1793491200,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|telegram:1002','day',1795910400,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|telegram:1002','minute',1795957740,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|telegram:1002','month',1793491200,1,8,0.0);
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
INSERT INTO "surfaces" VALUES('telegram','1001','','10',1);
INSERT INTO "surfaces" VALUES('telegram','1001','','11',2);
INSERT INTO "surfaces" VALUES('telegram','-100500','','1',3);
INSERT INTO "surfaces" VALUES('telegram','-100500','','2',4);
INSERT INTO "surfaces" VALUES('telegram','1002','','3',5);
INSERT INTO "surfaces" VALUES('telegram','1002','','4',6);
INSERT INTO "surfaces" VALUES('discord','1576585869001752619','','1576585869001752620',7);
INSERT INTO "surfaces" VALUES('discord','1576585869001752619','','1576585869303742509',8);
INSERT INTO "surfaces" VALUES('discord','1576585869001752619','','1576585869383434287',9);
INSERT INTO "surfaces" VALUES('discord','1576585869001752619','','1576585869450543153',10);
INSERT INTO "surfaces" VALUES('discord','1576585869001752619','','1576585877788819506',11);
INSERT INTO "surfaces" VALUES('discord','1576585869001752619','','1576585878271164467',12);
INSERT INTO "surfaces" VALUES('telegram','1001','','16',13);
INSERT INTO "surfaces" VALUES('telegram','1001','','17',14);
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
INSERT INTO "usage" VALUES(20786,'telegram','1001','','telegram:1001','local','test-model',1,7,1);
INSERT INTO "usage" VALUES(20786,'telegram','-100500','','telegram:1001','local','test-model',1,7,1);
INSERT INTO "usage" VALUES(20786,'telegram','1002','','telegram:1002','local','test-model',1,7,1);
INSERT INTO "usage" VALUES(20786,'discord','1576585869001752619','','discord:1576585819106312194','local','test-model',2,14,2);
CREATE INDEX changes_of_scope ON changes (scope, "row");
CREATE INDEX messages_with_text ON messages (at) WHERE text != '';
CREATE INDEX messages_of_parent ON messages (parent);
CREATE INDEX messages_of_root ON messages (root);
CREATE INDEX messages_of_place ON messages (platform, chat, thread, "row");
CREATE INDEX surfaces_of_row ON surfaces ("row");
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('changes',4);
INSERT INTO "sqlite_sequence" VALUES('replies',7);
INSERT INTO "sqlite_sequence" VALUES('reservations',4);
COMMIT;
