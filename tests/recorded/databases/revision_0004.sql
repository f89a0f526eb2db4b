BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE attended (
	platform TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	attendant TEXT NOT NULL, 
	PRIMARY KEY (platform, chat)
);
INSERT INTO "attended" VALUES('telegram','1001',1,'one of several');
CREATE TABLE bookmarks (
	platform TEXT NOT NULL, 
	bookmark TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (platform)
);
INSERT INTO "bookmarks" VALUES('discord','{"bot":"1577053246038474752","sessions":[[0,"1577053331350618152","ws://127.0.0.1:39925/gateway",10,1796069222.0004997]]}',1.79606922250836014741e+09);
CREATE TABLE changes (
	"row" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	scope TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	old TEXT, 
	new TEXT, 
	"by" TEXT NOT NULL, 
	at FLOAT NOT NULL
);
INSERT INTO "changes" VALUES(1,'telegram:1001','persona',NULL,'teacher','telegram:1001',1.79606921447237229344e+09);
INSERT INTO "changes" VALUES(2,'telegram:1001','persona','teacher','coder','telegram:1001',1.79606921452955794332e+09);
INSERT INTO "changes" VALUES(3,'telegram:1001','model',NULL,'local/test-model','telegram:1001',1.79606921748589348796e+09);
INSERT INTO "changes" VALUES(4,'telegram:-100500','limit all answers day',NULL,'30','telegram:1001',1.79606921862546944617e+09);
CREATE TABLE chats (
	platform TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	server TEXT NOT NULL, 
	PRIMARY KEY (platform, chat)
);
INSERT INTO "chats" VALUES('telegram','-100500','-100500');
INSERT INTO "chats" VALUES('discord','1577053349499371563','1577053349499371561');
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
INSERT INTO "grants" VALUES('telegram:person:1002','asked','',1.79606920663613605498e+09);
INSERT INTO "grants" VALUES('telegram:person:1000077','allowed','telegram:1001',1.79606921462149715425e+09);
CREATE TABLE inbox (
	"key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	platform TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	thread TEXT NOT NULL, 
	id TEXT NOT NULL, 
	delivery TEXT NOT NULL, 
	author TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	until FLOAT NOT NULL, 
	expires FLOAT NOT NULL, 
	question TEXT, 
	reply INTEGER, 
	crashes INTEGER NOT NULL, 
	held FLOAT DEFAULT '0' NOT NULL, 
	batch INTEGER DEFAULT '0' NOT NULL
);
INSERT INTO "inbox" VALUES(1,'telegram','1001','','7','','',1.79606921446196079257e+09,1.7961592144619607925e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(2,'telegram','1001','','9','','',1.7960692145269873142e+09,1.79615921452698731417e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(3,'telegram','1001','','11','','',1.79606921461254429818e+09,1.79615921461254429824e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(4,'telegram','1001','','13','update 6','',1.79606921544129419327e+09,1.79615921544129419334e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(5,'telegram','1001','','15','','',1.79606921646939086912e+09,1.79615921646939086914e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(6,'telegram','1001','','17','','',1.79606921747787499432e+09,1.79615921747787499421e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(7,'telegram','-100500','','1','update 10','',1.79606921849026465419e+09,1.79615921849026465417e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(8,'telegram','-100500','','3','','',1.79606921858145904538e+09,1.79615921858145904544e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(9,'telegram','-100500','','5','','',1.79606921861377191547e+09,1.79615921861377191544e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(10,'telegram','1002','','19','update 13','',1.79606921866411828997e+09,1.79615921866411828999e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(11,'discord','1577053349499371563','','1577053349503565868','','',1.79606921877042865747e+09,1.79615921877042865753e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(12,'discord','1577053349499371563','','1577053350073991215','','',1.79606921890016961096e+09,1.79615921890016961093e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(13,'telegram','1001','','21','update 14','telegram:1001',1.79606922090213036533e+09,1.79615922090213036535e+09,0.0,'{"origin":{"place":{"platform":"telegram","chat":"1001"},"person":{"platform":"telegram","id":"1001"},"target":{"kind":"chat","place":{"platform":"telegram","chat":"1001"}},"private":true,"linear":true,"name":"Person"},"id":"21","text":"Tell me of the sea","addressed":true,"age":0.0006589889526367188}',7,0,0.0,0);
INSERT INTO "inbox" VALUES(14,'discord','1577053349499371563','','1577053358491959346','','discord:1577053246097195010',1.79606922090436577793e+09,1.79615922090436577794e+09,0.0,'{"origin":{"place":{"platform":"discord","chat":"1577053349499371563"},"person":{"platform":"discord","id":"1577053246097195010"},"target":{"kind":"chat","place":{"platform":"discord","chat":"1577053349499371563"},"reply_to":"1577053358491959346"},"server":"1577053349499371561","locale":"en-US","name":"ida","joined":1767225600.0,"server_locale":"en-US"},"id":"1577053358491959346","text":"Tell me of the sea","addressed":true}',6,0,0.0,0);
CREATE TABLE lines (
	platform TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	thread TEXT NOT NULL, 
	"after" INTEGER NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (platform, chat, thread)
);
INSERT INTO "lines" VALUES('telegram','1001','',2,1.79606921648676300055e+09);
INSERT INTO "lines" VALUES('telegram','-100500','',4,1.79606921859205770491e+09);
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
	edits INTEGER DEFAULT '0' NOT NULL, 
	pieces TEXT, 
	sources TEXT, 
	facts TEXT, 
	hidden INTEGER DEFAULT '0' NOT NULL, 
	FOREIGN KEY(parent) REFERENCES messages ("row")
);
INSERT INTO "messages" VALUES(1,'telegram','1001','',NULL,NULL,'user','telegram:1001','Remember the word barnacle',1.79606921546439981455e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "messages" VALUES(2,'telegram','1001','',1,1,'assistant','','Aye.',1.79606921546439981455e+09,0,NULL,NULL,0,NULL,NULL,'{"model": "local/test-model", "seconds": 0.010999999999967258, "tokens": 8, "input_tokens": 7, "output_tokens": 1, "turns": 1}',0);
INSERT INTO "messages" VALUES(3,'telegram','-100500','',NULL,NULL,'user','telegram:1001','Remember the word capstan',1.79606921851401829721e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "messages" VALUES(4,'telegram','-100500','',3,3,'assistant','','Aye.',1.79606921851401829721e+09,0,NULL,NULL,0,NULL,NULL,'{"model": "local/test-model", "seconds": 0.02099999999973079, "tokens": 8, "input_tokens": 7, "output_tokens": 1, "turns": 1}',0);
INSERT INTO "messages" VALUES(5,'telegram','1002','',NULL,NULL,'user','telegram:1002','Remember the word dinghy',1.79606921868270063397e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "messages" VALUES(6,'telegram','1002','',5,5,'assistant','','Aye.',1.79606921868270063397e+09,0,NULL,NULL,0,NULL,NULL,'{"model": "local/test-model", "seconds": 0.012999999999919964, "tokens": 8, "input_tokens": 7, "output_tokens": 1, "turns": 1}',0);
INSERT INTO "messages" VALUES(7,'discord','1577053349499371563','',NULL,NULL,'user','discord:1577053246097195010','Remember the word halyard',1.79606921879507350917e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "messages" VALUES(8,'discord','1577053349499371563','',7,7,'assistant','','Aye.',1.79606921879507350917e+09,0,NULL,NULL,0,NULL,NULL,'{"model": "local/test-model", "seconds": 0.012999999999919964, "tokens": 8, "input_tokens": 7, "output_tokens": 1, "turns": 1}',0);
INSERT INTO "messages" VALUES(9,'discord','1577053349499371563','',NULL,NULL,'user','discord:1577053246097195010','Remember the word jib',1.79606921891533494002e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "messages" VALUES(10,'discord','1577053349499371563','',9,9,'assistant','','Aye.',1.79606921891533494002e+09,0,NULL,NULL,0,NULL,NULL,'{"model": "local/test-model", "seconds": 0.013000000000374712, "tokens": 8, "input_tokens": 7, "output_tokens": 1, "turns": 1}',0);
INSERT INTO "messages" VALUES(11,'discord','1577053349499371563','',10,9,'user','discord:1577053246097195010','Tell me of the sea',1.79606922092127084728e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "messages" VALUES(12,'discord','1577053349499371563','',11,9,'assistant','','',1.79606922092127084728e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "messages" VALUES(13,'telegram','1001','',NULL,NULL,'user','telegram:1001','Tell me of the sea',1.79606922093549871443e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "messages" VALUES(14,'telegram','1001','',13,13,'assistant','','',1.79606922093549871443e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
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
INSERT INTO "names" VALUES('discord:server:1577053349499371561','server','','','',1.79606921879407644272e+09);
INSERT INTO "names" VALUES('telegram:person:1001','Person','','','',1.79606921447243452066e+09);
INSERT INTO "names" VALUES('telegram:place:1001','Person','','telegram:person:1001','',1.79606921447243452066e+09);
INSERT INTO "names" VALUES('telegram:server:-100500','Group','','','',1.79606921862130594256e+09);
CREATE TABLE owners (
	platform TEXT NOT NULL, 
	id TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (platform, id)
);
INSERT INTO "owners" VALUES('telegram','1001',1.79606920648297572139e+09);
CREATE TABLE parley (
	version INTEGER NOT NULL
);
INSERT INTO "parley" VALUES(15);
CREATE TABLE replies (
	"key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	target TEXT NOT NULL, 
	surfaces TEXT NOT NULL, 
	"row" INTEGER, 
	text TEXT NOT NULL, 
	opened FLOAT NOT NULL, 
	renewed FLOAT NOT NULL, 
	kept INTEGER DEFAULT '1' NOT NULL, 
	state INTEGER DEFAULT '0' NOT NULL, 
	reservation INTEGER DEFAULT '0' NOT NULL, 
	ending TEXT, 
	FOREIGN KEY("row") REFERENCES messages ("row")
);
INSERT INTO "replies" VALUES(6,'{"kind": "chat", "place": {"platform": "discord", "chat": "1577053349499371563", "thread": ""}, "reply_to": "1577053358491959346", "nonce": ""}','[{"kind": "message", "place": {"platform": "discord", "chat": "1577053349499371563", "thread": ""}, "id": "1577053359028830259"}]',12,'A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, th',1.79606922092127084728e+09,1.79606922373371028899e+09,1,1,4,NULL);
INSERT INTO "replies" VALUES(7,'{"kind": "chat", "place": {"platform": "telegram", "chat": "1001", "thread": ""}, "reply_to": "", "nonce": ""}','[{"kind": "message", "place": {"platform": "telegram", "chat": "1001", "thread": ""}, "id": "22"}]',14,'A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the sh',1.79606922093549871443e+09,1.79606922394514560703e+09,1,1,0,NULL);
CREATE TABLE reservations (
	"key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	subjects TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	answers INTEGER NOT NULL, 
	tokens INTEGER NOT NULL, 
	dollars FLOAT NOT NULL
);
INSERT INTO "reservations" VALUES(4,'[["bot|all", 0], ["discord-server:1577053349499371561|shared", 0], ["bot|unpriced", 0], ["discord-server:1577053349499371561|unpriced", 0], ["bot|discord:1577053246097195010", 0], ["discord-server:1577053349499371561|all", 0], ["discord-server:1577053349499371561|discord:1577053246097195010", 0], ["discord:1577053349499371563|all", 0], ["discord:1577053349499371563|discord:1577053246097195010", 0]]',1.79606922092155337333e+09,1,2056,0.0);
CREATE TABLE servers (
	platform TEXT NOT NULL, 
	server TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	thread TEXT NOT NULL, 
	joined FLOAT NOT NULL, 
	removed FLOAT NOT NULL, 
	PRIMARY KEY (platform, server)
);
INSERT INTO "servers" VALUES('telegram','-100500','-100500','',1.79606921851401829721e+09,0.0);
INSERT INTO "servers" VALUES('discord','1577053349499371561','1577053349499371563','',1.79606921875744819641e+09,0.0);
CREATE TABLE settings (
	scope TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	older INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (scope, "key")
);
INSERT INTO "settings" VALUES('telegram:1001','persona','coder','telegram:1001',1.79606921452955794332e+09,0);
INSERT INTO "settings" VALUES('telegram:1001','model','local/test-model','telegram:1001',1.79606921748589348796e+09,0);
INSERT INTO "settings" VALUES('telegram:-100500','limit all answers day','30','telegram:1001',1.79606921862546944617e+09,0);
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
INSERT INTO "spending" VALUES('bot|all','day',1795996800,4,2080,0.0);
INSERT INTO "spending" VALUES('bot|all','minute',1796069160,3,24,0.0);
INSERT INTO "spending" VALUES('bot|all','minute',1796069220,1,2056,0.0);
INSERT INTO "spending" VALUES('bot|all','month',1793491200,4,2080,0.0);
INSERT INTO "spending" VALUES('bot|discord:1577053246097195010','day',1795996800,3,2072,0.0);
INSERT INTO "spending" VALUES('bot|discord:1577053246097195010','minute',1796069160,2,16,0.0);
INSERT INTO "spending" VALUES('bot|discord:1577053246097195010','minute',1796069220,1,2056,0.0);
INSERT INTO "spending" VALUES('bot|discord:1577053246097195010','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('bot|telegram:1002','day',1795996800,1,8,0.0);
INSERT INTO "spending" VALUES('bot|telegram:1002','minute',1796069160,1,8,0.0);
INSERT INTO "spending" VALUES('bot|telegram:1002','month',1793491200,1,8,0.0);
INSERT INTO "spending" VALUES('bot|unpriced','day',1795996800,4,2080,0.0);
INSERT INTO "spending" VALUES('bot|unpriced','minute',1796069160,3,24,0.0);
INSERT INTO "spending" VALUES('bot|unpriced','minute',1796069220,1,2056,0.0);
INSERT INTO "spending" VALUES('bot|unpriced','month',1793491200,4,2080,0.0);
INSERT INTO "spending" VALUES('discord-server:1577053349499371561|all','day',1795996800,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1577053349499371561|all','minute',1796069160,2,16,0.0);
INSERT INTO "spending" VALUES('discord-server:1577053349499371561|all','minute',1796069220,1,2056,0.0);
INSERT INTO "spending" VALUES('discord-server:1577053349499371561|all','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1577053349499371561|discord:1577053246097195010','day',1795996800,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1577053349499371561|discord:1577053246097195010','minute',1796069160,2,16,0.0);
INSERT INTO "spending" VALUES('discord-server:1577053349499371561|discord:1577053246097195010','minute',1796069220,1,2056,0.0);
INSERT INTO "spending" VALUES('discord-server:1577053349499371561|discord:1577053246097195010','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1577053349499371561|shared','day',1795996800,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1577053349499371561|shared','minute',1796069160,2,16,0.0);
INSERT INTO "spending" VALUES('discord-server:1577053349499371561|shared','minute',1796069220,1,2056,0.0);
INSERT INTO "spending" VALUES('discord-server:1577053349499371561|shared','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1577053349499371561|unpriced','day',1795996800,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1577053349499371561|unpriced','minute',1796069160,2,16,0.0);
INSERT INTO "spending" VALUES('discord-server:1577053349499371561|unpriced','minute',1796069220,1,2056,0.0);
INSERT INTO "spending" VALUES('discord-server:1577053349499371561|unpriced','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('discord:1577053349499371563|all','day',1795996800,3,2072,0.0);
INSERT INTO "spending" VALUES('discord:1577053349499371563|all','minute',1796069160,2,16,0.0);
INSERT INTO "spending" VALUES('discord:1577053349499371563|all','minute',1796069220,1,2056,0.0);
INSERT INTO "spending" VALUES('discord:1577053349499371563|all','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('discord:1577053349499371563|discord:1577053246097195010','day',1795996800,3,2072,0.0);
INSERT INTO "spending" VALUES('discord:1577053349499371563|discord:1577053246097195010','minute',1796069160,2,16,0.0);
INSERT INTO "spending" VALUES('discord:1577053349499371563|discord:1577053246097195010','minute',1796069220,1,2056,0.0);
INSERT INTO "spending" VALUES('discord:1577053349499371563|discord:1577053246097195010','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('telegram:1002|all','day',1795996800,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|all','minute',1796069160,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|all','month',1793491200,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|telegram:1002','day',1795996800,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|telegram:1002','minute',1796069160,1,8,0.0);
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
INSERT INTO "surfaces" VALUES('telegram','1001','','13',1);
INSERT INTO "surfaces" VALUES('telegram','1001','','14',2);
INSERT INTO "surfaces" VALUES('telegram','-100500','','1',3);
INSERT INTO "surfaces" VALUES('telegram','-100500','','2',4);
INSERT INTO "surfaces" VALUES('telegram','1002','','19',5);
INSERT INTO "surfaces" VALUES('telegram','1002','','20',6);
INSERT INTO "surfaces" VALUES('discord','1577053349499371563','','1577053349503565868',7);
INSERT INTO "surfaces" VALUES('discord','1577053349499371563','','1577053350040436781',8);
INSERT INTO "surfaces" VALUES('discord','1577053349499371563','','1577053350073991215',9);
INSERT INTO "surfaces" VALUES('discord','1577053349499371563','','1577053350162071601',10);
INSERT INTO "surfaces" VALUES('discord','1577053349499371563','','1577053358491959346',11);
INSERT INTO "surfaces" VALUES('discord','1577053349499371563','','1577053359028830259',12);
INSERT INTO "surfaces" VALUES('telegram','1001','','21',13);
INSERT INTO "surfaces" VALUES('telegram','1001','','22',14);
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
INSERT INTO "usage" VALUES(20787,'telegram','1001','','telegram:1001','local','test-model',1,7,1);
INSERT INTO "usage" VALUES(20787,'telegram','-100500','','telegram:1001','local','test-model',1,7,1);
INSERT INTO "usage" VALUES(20787,'telegram','1002','','telegram:1002','local','test-model',1,7,1);
INSERT INTO "usage" VALUES(20787,'discord','1577053349499371563','','discord:1577053246097195010','local','test-model',2,14,2);
CREATE INDEX changes_of_scope ON changes (scope, "row");
CREATE UNIQUE INDEX inbox_deliveries ON inbox (platform, delivery) WHERE delivery != '';
CREATE INDEX inbox_of_reply ON inbox (reply);
CREATE UNIQUE INDEX inbox_once ON inbox (platform, chat, thread, id) WHERE id != '';
CREATE INDEX inbox_open ON inbox (platform, chat) WHERE question IS NOT NULL;
CREATE INDEX messages_by_time ON messages (at);
CREATE INDEX messages_of_author ON messages (author, "row") WHERE author != '';
CREATE INDEX messages_of_parent ON messages (parent);
CREATE INDEX messages_of_place ON messages (platform, chat, thread, "row");
CREATE INDEX surfaces_of_row ON surfaces ("row");
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('inbox',14);
INSERT INTO "sqlite_sequence" VALUES('changes',4);
INSERT INTO "sqlite_sequence" VALUES('messages',14);
INSERT INTO "sqlite_sequence" VALUES('replies',7);
INSERT INTO "sqlite_sequence" VALUES('reservations',4);
COMMIT;
