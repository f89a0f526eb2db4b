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
INSERT INTO "changes" VALUES(1,'telegram:1001','persona',NULL,'teacher','telegram:1001',1.79595791933512306218e+09);
INSERT INTO "changes" VALUES(2,'telegram:1001','persona','teacher','coder','telegram:1001',1.79595791943586325645e+09);
INSERT INTO "changes" VALUES(3,'telegram:1001','model',NULL,'local/test-model','telegram:1001',1.79595792144687056539e+09);
INSERT INTO "changes" VALUES(4,'telegram:-100500','limit all answers day',NULL,'30','telegram:1001',1.79595792255137872697e+09);
CREATE TABLE chats (
	platform TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	server TEXT NOT NULL, 
	PRIMARY KEY (platform, chat)
);
INSERT INTO "chats" VALUES('telegram','-100500','-100500');
INSERT INTO "chats" VALUES('discord','1576586539570298923','1576586539570298921');
CREATE TABLE delivered (
	platform TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	thread TEXT NOT NULL, 
	id TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (platform, chat, thread, id)
)
 WITHOUT ROWID

;
INSERT INTO "delivered" VALUES('telegram','-100500','','3',1.79595792251622748372e+09);
INSERT INTO "delivered" VALUES('telegram','-100500','','5',1.79595792254190134997e+09);
INSERT INTO "delivered" VALUES('telegram','1001','','12',1.79595792042072319987e+09);
INSERT INTO "delivered" VALUES('telegram','1001','','14',1.79595792144021320344e+09);
INSERT INTO "delivered" VALUES('telegram','1001','','4',1.79595791931748366356e+09);
INSERT INTO "delivered" VALUES('telegram','1001','','6',1.79595791941387605663e+09);
INSERT INTO "delivered" VALUES('telegram','1001','','8',1.79595791948442888262e+09);
CREATE TABLE forgetting (
	person TEXT NOT NULL, 
	newest INTEGER NOT NULL, 
	count INTEGER NOT NULL, 
	PRIMARY KEY (person)
);
INSERT INTO "forgetting" VALUES('telegram:1002',14,0);
CREATE TABLE grants (
	subject TEXT NOT NULL, 
	state TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (subject)
);
INSERT INTO "grants" VALUES('telegram:person:1002','asked','',1.79595791375472092626e+09);
INSERT INTO "grants" VALUES('telegram:person:1000077','allowed','telegram:1001',1.79595791949746537213e+09);
CREATE TABLE lines (
	platform TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	thread TEXT NOT NULL, 
	"after" INTEGER NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (platform, chat, thread)
);
INSERT INTO "lines" VALUES('telegram','1001','',2,1.79595792045944929122e+09);
INSERT INTO "lines" VALUES('telegram','-100500','',4,1795957922.52626);
CREATE TABLE messages (
	"row" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
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
	attached TEXT, 
	FOREIGN KEY(parent) REFERENCES messages ("row")
);
INSERT INTO "messages" VALUES(1,'telegram','1001','',NULL,NULL,'user','telegram:1001','Remember the word barnacle',1.79595791952218651775e+09,0,NULL,NULL);
INSERT INTO "messages" VALUES(2,'telegram','1001','',1,1,'assistant','','Aye.',1.79595791952218651775e+09,0,NULL,NULL);
INSERT INTO "messages" VALUES(3,'telegram','-100500','',NULL,NULL,'user','telegram:1001','Remember the word capstan',1.79595792247532248494e+09,0,NULL,NULL);
INSERT INTO "messages" VALUES(4,'telegram','-100500','',3,3,'assistant','','Aye.',1.79595792247532248494e+09,0,NULL,NULL);
INSERT INTO "messages" VALUES(5,'telegram','1002','',NULL,NULL,'user','telegram:1002','Remember the word dinghy',1.79595792256616568561e+09,0,NULL,NULL);
INSERT INTO "messages" VALUES(6,'telegram','1002','',5,5,'assistant','','Aye.',1.79595792256616568561e+09,0,NULL,NULL);
INSERT INTO "messages" VALUES(7,'discord','1576586539570298923','',NULL,NULL,'user','discord:1576586480648716290','Remember the word halyard',1.79595792260678482053e+09,0,NULL,NULL);
INSERT INTO "messages" VALUES(8,'discord','1576586539570298923','',7,7,'assistant','','Aye.',1.79595792260678482053e+09,0,NULL,NULL);
INSERT INTO "messages" VALUES(9,'discord','1576586539570298923','',NULL,NULL,'user','discord:1576586480648716290','Remember the word jib',1795957922.64206,0,NULL,NULL);
INSERT INTO "messages" VALUES(10,'discord','1576586539570298923','',9,9,'assistant','','Aye.',1795957922.64206,0,NULL,NULL);
INSERT INTO "messages" VALUES(11,'discord','1576586539570298923','',10,9,'user','discord:1576586480648716290','Tell me of the sea',1.79595792463743829728e+09,0,NULL,NULL);
INSERT INTO "messages" VALUES(12,'discord','1576586539570298923','',11,9,'assistant','','',1.79595792463743829728e+09,0,NULL,NULL);
INSERT INTO "messages" VALUES(13,'telegram','1001','',NULL,NULL,'user','telegram:1001','Tell me of the sea',1.79595792465939331052e+09,0,NULL,NULL);
INSERT INTO "messages" VALUES(14,'telegram','1001','',13,13,'assistant','','',1.79595792465939331052e+09,0,NULL,NULL);
CREATE TABLE names (
	subject TEXT NOT NULL, 
	name TEXT NOT NULL, 
	handle TEXT NOT NULL, 
	belongs TEXT NOT NULL, 
	locale TEXT NOT NULL, 
	seen FLOAT NOT NULL, 
	PRIMARY KEY (subject)
)
 WITHOUT ROWID

;
INSERT INTO "names" VALUES('discord:server:1576586539570298921','server','','','',1.79595792260834908487e+09);
INSERT INTO "names" VALUES('telegram:person:1001','Person','','','',1.79595791933518862722e+09);
INSERT INTO "names" VALUES('telegram:place:1001','Person','','telegram:person:1001','',1.79595791933518862722e+09);
INSERT INTO "names" VALUES('telegram:server:-100500','Group','','','',1.79595792255118870731e+09);
CREATE TABLE owners (
	platform TEXT NOT NULL, 
	id TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (platform, id)
);
INSERT INTO "owners" VALUES('telegram','1001',1.79595791366139483449e+09);
CREATE TABLE parley (
	version INTEGER NOT NULL
);
INSERT INTO "parley" VALUES(9);
CREATE TABLE replies (
	"key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	target TEXT NOT NULL, 
	surfaces TEXT NOT NULL, 
	"row" INTEGER, 
	text TEXT NOT NULL, 
	opened FLOAT NOT NULL, 
	renewed FLOAT NOT NULL, 
	kept INTEGER DEFAULT '1' NOT NULL, 
	FOREIGN KEY("row") REFERENCES messages ("row")
);
INSERT INTO "replies" VALUES(6,'{"kind": "chat", "place": {"platform": "discord", "chat": "1576586539570298923", "thread": ""}, "reply_to": "1576586548114096178", "nonce": ""}','[{"kind": "message", "place": {"platform": "discord", "chat": "1576586539570298923", "thread": ""}, "id": "1576586548613218355"}]',12,'A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, th',1.79595792463743829728e+09,1795957927.45371,1);
INSERT INTO "replies" VALUES(7,'{"kind": "chat", "place": {"platform": "telegram", "chat": "1001", "thread": ""}, "reply_to": "", "nonce": ""}','[{"kind": "message", "place": {"platform": "telegram", "chat": "1001", "thread": ""}, "id": "17"}]',14,'A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the sh',1.79595792465939331052e+09,1.79595792765407752987e+09,1);
CREATE TABLE reservations (
	"key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	subjects TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	answers INTEGER NOT NULL, 
	tokens INTEGER NOT NULL, 
	dollars FLOAT NOT NULL
);
INSERT INTO "reservations" VALUES(4,'[["bot|all", 0], ["discord-server:1576586539570298921|shared", 0], ["bot|unpriced", 0], ["discord-server:1576586539570298921|unpriced", 0], ["bot|discord:1576586480648716290", 0], ["discord-server:1576586539570298921|all", 0], ["discord-server:1576586539570298921|discord:1576586480648716290", 0], ["discord:1576586539570298923|all", 0], ["discord:1576586539570298923|discord:1576586480648716290", 0]]',1.79595792463778305058e+09,1,2024,0.0);
CREATE TABLE servers (
	platform TEXT NOT NULL, 
	server TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	thread TEXT NOT NULL, 
	joined FLOAT NOT NULL, 
	removed FLOAT NOT NULL, 
	PRIMARY KEY (platform, server)
);
INSERT INTO "servers" VALUES('telegram','-100500','-100500','',1.79595792247532248494e+09,0.0);
INSERT INTO "servers" VALUES('discord','1576586539570298921','1576586539570298923','',1.79595792259632349016e+09,0.0);
CREATE TABLE settings (
	scope TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (scope, "key")
);
INSERT INTO "settings" VALUES('telegram:1001','persona','coder','telegram:1001',1.79595791943586325645e+09);
INSERT INTO "settings" VALUES('telegram:1001','model','local/test-model','telegram:1001',1.79595792144687056539e+09);
INSERT INTO "settings" VALUES('telegram:-100500','limit all answers day','30','telegram:1001',1.79595792255137872697e+09);
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
INSERT INTO "spending" VALUES('bot|all','day',1795910400,4,2048,0.0);
INSERT INTO "spending" VALUES('bot|all','minute',1795957920,4,2048,0.0);
INSERT INTO "spending" VALUES('bot|all','month',1793491200,4,2048,0.0);
INSERT INTO "spending" VALUES('bot|discord:1576586480648716290','day',1795910400,3,2040,0.0);
INSERT INTO "spending" VALUES('bot|discord:1576586480648716290','minute',1795957920,3,2040,0.0);
INSERT INTO "spending" VALUES('bot|discord:1576586480648716290','month',1793491200,3,2040,0.0);
INSERT INTO "spending" VALUES('bot|telegram:1002','day',1795910400,1,8,0.0);
INSERT INTO "spending" VALUES('bot|telegram:1002','minute',1795957920,1,8,0.0);
INSERT INTO "spending" VALUES('bot|telegram:1002','month',1793491200,1,8,0.0);
INSERT INTO "spending" VALUES('bot|unpriced','day',1795910400,4,2048,0.0);
INSERT INTO "spending" VALUES('bot|unpriced','minute',1795957920,4,2048,0.0);
INSERT INTO "spending" VALUES('bot|unpriced','month',1793491200,4,2048,0.0);
INSERT INTO "spending" VALUES('discord-server:1576586539570298921|all','day',1795910400,3,2040,0.0);
INSERT INTO "spending" VALUES('discord-server:1576586539570298921|all','minute',1795957920,3,2040,0.0);
INSERT INTO "spending" VALUES('discord-server:1576586539570298921|all','month',1793491200,3,2040,0.0);
INSERT INTO "spending" VALUES('discord-server:1576586539570298921|discord:1576586480648716290','day',1795910400,3,2040,0.0);
INSERT INTO "spending" VALUES('discord-server:1576586539570298921|discord:1576586480648716290','minute',1795957920,3,2040,0.0);
INSERT INTO "spending" VALUES('discord-server:1576586539570298921|discord:1576586480648716290','month',1793491200,3,2040,0.0);
INSERT INTO "spending" VALUES('discord-server:1576586539570298921|shared','day',1795910400,3,2040,0.0);
INSERT INTO "spending" VALUES('discord-server:1576586539570298921|shared','minute',1795957920,3,2040,0.0);
INSERT INTO "spending" VALUES('discord-server:1576586539570298921|shared','month',1793491200,3,2040,0.0);
INSERT INTO "spending" VALUES('discord-server:1576586539570298921|unpriced','day',1795910400,3,2040,0.0);
INSERT INTO "spending" VALUES('discord-server:1576586539570298921|unpriced','minute',1795957920,3,2040,0.0);
INSERT INTO "spending" VALUES('discord-server:1576586539570298921|unpriced','month',1793491200,3,2040,0.0);
INSERT INTO "spending" VALUES('discord:1576586539570298923|all','day',1795910400,3,2040,0.0);
INSERT INTO "spending" VALUES('discord:1576586539570298923|all','minute',1795957920,3,2040,0.0);
INSERT INTO "spending" VALUES('discord:1576586539570298923|all','month',1793491200,3,2040,0.0);
INSERT INTO "spending" VALUES('discord:1576586539570298923|discord:1576586480648716290','day',1795910400,3,2040,0.0);
INSERT INTO "spending" VALUES('discord:1576586539570298923|discord:1576586480648716290','minute',1795957920,3,2040,0.0);
INSERT INTO "spending" VALUES('discord:1576586539570298923|discord:1576586480648716290','month',1793491200,3,2040,0.0);
INSERT INTO "spending" VALUES('telegram:1002|all','day',1795910400,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|all','minute',1795957920,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|all','month',1793491200,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|telegram:1002','day',1795910400,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|telegram:1002','minute',1795957920,1,8,0.0);
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
INSERT INTO "surfaces" VALUES('discord','1576586539570298923','','1576586539570298924',7);
INSERT INTO "surfaces" VALUES('discord','1576586539570298923','','1576586539704516653',8);
INSERT INTO "surfaces" VALUES('discord','1576586539570298923','','1576586539712905263',9);
INSERT INTO "surfaces" VALUES('discord','1576586539570298923','','1576586539746459697',10);
INSERT INTO "surfaces" VALUES('discord','1576586539570298923','','1576586548114096178',11);
INSERT INTO "surfaces" VALUES('discord','1576586539570298923','','1576586548613218355',12);
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
INSERT INTO "usage" VALUES(20786,'discord','1576586539570298923','','discord:1576586480648716290','local','test-model',2,14,2);
CREATE INDEX changes_of_scope ON changes (scope, "row");
CREATE INDEX messages_by_time ON messages (at);
CREATE INDEX messages_of_place ON messages (platform, chat, thread, "row");
CREATE INDEX messages_of_author ON messages (author, "row") WHERE author != '';
CREATE INDEX messages_of_parent ON messages (parent);
CREATE INDEX surfaces_of_row ON surfaces ("row");
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('changes',4);
INSERT INTO "sqlite_sequence" VALUES('messages',14);
INSERT INTO "sqlite_sequence" VALUES('replies',7);
INSERT INTO "sqlite_sequence" VALUES('reservations',4);
COMMIT;
