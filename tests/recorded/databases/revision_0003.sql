BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
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
INSERT INTO "bookmarks" VALUES('discord','{"bot":"1576670163233669120","sessions":[[0,"1576670196658077736","ws://127.0.0.1:41959/gateway",11,1795977875.000702]]}',1.79597787603358793255e+09);
CREATE TABLE changes (
	"row" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	scope TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	old TEXT, 
	new TEXT, 
	"by" TEXT NOT NULL, 
	at FLOAT NOT NULL
);
INSERT INTO "changes" VALUES(1,'telegram:1001','persona',NULL,'teacher','telegram:1001',1.79597786803104615214e+09);
INSERT INTO "changes" VALUES(2,'telegram:1001','persona','teacher','coder','telegram:1001',1.79597786805486083023e+09);
INSERT INTO "changes" VALUES(3,'telegram:1001','model',NULL,'local/test-model','telegram:1001',1.7959778700870075226e+09);
INSERT INTO "changes" VALUES(4,'telegram:-100500','limit all answers day',NULL,'30','telegram:1001',1.79597787114350867275e+09);
CREATE TABLE chats (
	platform TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	server TEXT NOT NULL, 
	PRIMARY KEY (platform, chat)
);
INSERT INTO "chats" VALUES('telegram','-100500','-100500');
INSERT INTO "chats" VALUES('discord','1576670209966604331','1576670209966604329');
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
INSERT INTO "grants" VALUES('telegram:person:1002','asked','',1.79597786486820673937e+09);
INSERT INTO "grants" VALUES('telegram:person:1000077','allowed','telegram:1001',1.79597786806497263911e+09);
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
INSERT INTO "inbox" VALUES(1,'telegram','1001','','4','','',1.79597786802316951746e+09,1.79606786802316951753e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(2,'telegram','1001','','6','','',1.7959778680537509918e+09,1.79606786805375099182e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(3,'telegram','1001','','8','','',1.79597786806392145154e+09,1.79606786806392145156e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(4,'telegram','1001','','10','update 6','',1.79597786807499527929e+09,1.79606786807499527926e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(5,'telegram','1001','','12','','',1.79597786907176804535e+09,1.79606786907176804541e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(6,'telegram','1001','','14','','',1.79597787008578371999e+09,1.79606787008578371997e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(7,'telegram','-100500','','1','update 10','',1.79597787110978412625e+09,1.79606787110978412627e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(8,'telegram','-100500','','3','','',1.79597787113108396531e+09,1.79606787113108396533e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(9,'telegram','-100500','','5','','',1.79597787114163708684e+09,1.79606787114163708686e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(10,'telegram','1002','','3','update 13','',1.79597787115175652498e+09,1.79606787115175652504e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(11,'discord','1576670209966604331','','1576670209966604332','','',1.79597787117349266998e+09,1.79606787117349267005e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(12,'discord','1576670209966604331','','1576670210054684719','','',1.79597787119496846196e+09,1.79606787119496846198e+09,0.0,NULL,NULL,0,0.0,0);
INSERT INTO "inbox" VALUES(13,'discord','1576670209966604331','','1576670218447487026','','discord:1576670163242057730',1.79597787319648694989e+09,1.79606787319648694995e+09,0.0,'{"origin":{"place":{"platform":"discord","chat":"1576670209966604331"},"person":{"platform":"discord","id":"1576670163242057730"},"target":{"kind":"chat","place":{"platform":"discord","chat":"1576670209966604331"},"reply_to":"1576670218447487026"},"server":"1576670209966604329","locale":"en-US","name":"ida","joined":1767225600.0,"server_locale":"en-US"},"id":"1576670218447487026","text":"Tell me of the sea","addressed":true}',6,0,0.0,0);
INSERT INTO "inbox" VALUES(14,'telegram','1001','','16','update 14','telegram:1001',1.79597787319725489619e+09,1.79606787319725489616e+09,0.0,'{"origin":{"place":{"platform":"telegram","chat":"1001"},"person":{"platform":"telegram","id":"1001"},"target":{"kind":"chat","place":{"platform":"telegram","chat":"1001"}},"private":true,"linear":true,"name":"Person"},"id":"16","text":"Tell me of the sea","addressed":true,"age":0.0012505054473876953}',7,0,0.0,0);
CREATE TABLE lines (
	platform TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	thread TEXT NOT NULL, 
	"after" INTEGER NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (platform, chat, thread)
);
INSERT INTO "lines" VALUES('telegram','1001','',2,1.7959778690727365017e+09);
INSERT INTO "lines" VALUES('telegram','-100500','',4,1.7959778711320784092e+09);
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
INSERT INTO "messages" VALUES(1,'telegram','1001','',NULL,NULL,'user','telegram:1001','Remember the word barnacle',1.79597786807763123506e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "messages" VALUES(2,'telegram','1001','',1,1,'assistant','','Aye.',1.79597786807763123506e+09,0,NULL,NULL,0,NULL,NULL,'{"model": "local/test-model", "seconds": 0.0029999999997016857, "tokens": 8, "input_tokens": 7, "output_tokens": 1, "turns": 1}',0);
INSERT INTO "messages" VALUES(3,'telegram','-100500','',NULL,NULL,'user','telegram:1001','Remember the word capstan',1.79597787111669206618e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "messages" VALUES(4,'telegram','-100500','',3,3,'assistant','','Aye.',1.79597787111669206618e+09,0,NULL,NULL,0,NULL,NULL,'{"model": "local/test-model", "seconds": 0.005000000001018634, "tokens": 8, "input_tokens": 7, "output_tokens": 1, "turns": 1}',0);
INSERT INTO "messages" VALUES(5,'telegram','1002','',NULL,NULL,'user','telegram:1002','Remember the word dinghy',1.79597787115396261212e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "messages" VALUES(6,'telegram','1002','',5,5,'assistant','','Aye.',1.79597787115396261212e+09,0,NULL,NULL,0,NULL,NULL,'{"model": "local/test-model", "seconds": 0.0030000000006111804, "tokens": 8, "input_tokens": 7, "output_tokens": 1, "turns": 1}',0);
INSERT INTO "messages" VALUES(7,'discord','1576670209966604331','',NULL,NULL,'user','discord:1576670163242057730','Remember the word halyard',1.79597787117891478534e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "messages" VALUES(8,'discord','1576670209966604331','',7,7,'assistant','','Aye.',1.79597787117891478534e+09,0,NULL,NULL,0,NULL,NULL,'{"model": "local/test-model", "seconds": 0.005000000001018634, "tokens": 8, "input_tokens": 7, "output_tokens": 1, "turns": 1}',0);
INSERT INTO "messages" VALUES(9,'discord','1576670209966604331','',NULL,NULL,'user','discord:1576670163242057730','Remember the word jib',1.79597787119799160958e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "messages" VALUES(10,'discord','1576670209966604331','',9,9,'assistant','','Aye.',1.79597787119799160958e+09,0,NULL,NULL,0,NULL,NULL,'{"model": "local/test-model", "seconds": 0.0020000000004074536, "tokens": 8, "input_tokens": 7, "output_tokens": 1, "turns": 1}',0);
INSERT INTO "messages" VALUES(11,'discord','1576670209966604331','',10,9,'user','discord:1576670163242057730','Tell me of the sea',1.79597787320031547541e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "messages" VALUES(12,'discord','1576670209966604331','',11,9,'assistant','','',1.79597787320031547541e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "messages" VALUES(13,'telegram','1001','',NULL,NULL,'user','telegram:1001','Tell me of the sea',1.79597787321320390705e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "messages" VALUES(14,'telegram','1001','',13,13,'assistant','','',1.79597787321320390705e+09,0,NULL,NULL,0,NULL,NULL,NULL,0);
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
INSERT INTO "names" VALUES('discord:server:1576670209966604329','server','','','',1.79597787117789816852e+09);
INSERT INTO "names" VALUES('telegram:person:1001','Person','','','',1.79597786803106212617e+09);
INSERT INTO "names" VALUES('telegram:place:1001','Person','','telegram:person:1001','',1.79597786803106212617e+09);
INSERT INTO "names" VALUES('telegram:server:-100500','Group','','','',1.79597787114291787147e+09);
CREATE TABLE owners (
	platform TEXT NOT NULL, 
	id TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (platform, id)
);
INSERT INTO "owners" VALUES('telegram','1001',1.79597786474189066892e+09);
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
INSERT INTO "replies" VALUES(6,'{"kind": "chat", "place": {"platform": "discord", "chat": "1576670209966604331", "thread": ""}, "reply_to": "1576670218447487026", "nonce": ""}','[{"kind": "message", "place": {"platform": "discord", "chat": "1576670209966604331", "thread": ""}, "id": "1576670218858528819"}]',12,'A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, th',1.79597787320031547541e+09,1.79597787599490165714e+09,1,1,4,NULL);
INSERT INTO "replies" VALUES(7,'{"kind": "chat", "place": {"platform": "telegram", "chat": "1001", "thread": ""}, "reply_to": "", "nonce": ""}','[{"kind": "message", "place": {"platform": "telegram", "chat": "1001", "thread": ""}, "id": "17"}]',14,'A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A se',1.79597787321320390705e+09,1.79597787628311657912e+09,1,1,0,NULL);
CREATE TABLE reservations (
	"key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	subjects TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	answers INTEGER NOT NULL, 
	tokens INTEGER NOT NULL, 
	dollars FLOAT NOT NULL
);
INSERT INTO "reservations" VALUES(4,'[["bot|all", 0], ["discord-server:1576670209966604329|shared", 0], ["bot|unpriced", 0], ["discord-server:1576670209966604329|unpriced", 0], ["bot|discord:1576670163242057730", 0], ["discord-server:1576670209966604329|all", 0], ["discord-server:1576670209966604329|discord:1576670163242057730", 0], ["discord:1576670209966604331|all", 0], ["discord:1576670209966604331|discord:1576670163242057730", 0]]',1.79597787320061659816e+09,1,2056,0.0);
CREATE TABLE servers (
	platform TEXT NOT NULL, 
	server TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	thread TEXT NOT NULL, 
	joined FLOAT NOT NULL, 
	removed FLOAT NOT NULL, 
	PRIMARY KEY (platform, server)
);
INSERT INTO "servers" VALUES('telegram','-100500','-100500','',1.79597787111669206618e+09,0.0);
INSERT INTO "servers" VALUES('discord','1576670209966604329','1576670209966604331','',1.79597787117302346232e+09,0.0);
CREATE TABLE settings (
	scope TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	older INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (scope, "key")
);
INSERT INTO "settings" VALUES('telegram:1001','persona','coder','telegram:1001',1.79597786805486083023e+09,0);
INSERT INTO "settings" VALUES('telegram:1001','model','local/test-model','telegram:1001',1.7959778700870075226e+09,0);
INSERT INTO "settings" VALUES('telegram:-100500','limit all answers day','30','telegram:1001',1.79597787114350867275e+09,0);
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
INSERT INTO "spending" VALUES('bot|all','day',1795910400,4,2080,0.0);
INSERT INTO "spending" VALUES('bot|all','minute',1795977840,4,2080,0.0);
INSERT INTO "spending" VALUES('bot|all','month',1793491200,4,2080,0.0);
INSERT INTO "spending" VALUES('bot|discord:1576670163242057730','day',1795910400,3,2072,0.0);
INSERT INTO "spending" VALUES('bot|discord:1576670163242057730','minute',1795977840,3,2072,0.0);
INSERT INTO "spending" VALUES('bot|discord:1576670163242057730','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('bot|telegram:1002','day',1795910400,1,8,0.0);
INSERT INTO "spending" VALUES('bot|telegram:1002','minute',1795977840,1,8,0.0);
INSERT INTO "spending" VALUES('bot|telegram:1002','month',1793491200,1,8,0.0);
INSERT INTO "spending" VALUES('bot|unpriced','day',1795910400,4,2080,0.0);
INSERT INTO "spending" VALUES('bot|unpriced','minute',1795977840,4,2080,0.0);
INSERT INTO "spending" VALUES('bot|unpriced','month',1793491200,4,2080,0.0);
INSERT INTO "spending" VALUES('discord-server:1576670209966604329|all','day',1795910400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576670209966604329|all','minute',1795977840,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576670209966604329|all','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576670209966604329|discord:1576670163242057730','day',1795910400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576670209966604329|discord:1576670163242057730','minute',1795977840,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576670209966604329|discord:1576670163242057730','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576670209966604329|shared','day',1795910400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576670209966604329|shared','minute',1795977840,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576670209966604329|shared','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576670209966604329|unpriced','day',1795910400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576670209966604329|unpriced','minute',1795977840,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576670209966604329|unpriced','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('discord:1576670209966604331|all','day',1795910400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord:1576670209966604331|all','minute',1795977840,3,2072,0.0);
INSERT INTO "spending" VALUES('discord:1576670209966604331|all','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('discord:1576670209966604331|discord:1576670163242057730','day',1795910400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord:1576670209966604331|discord:1576670163242057730','minute',1795977840,3,2072,0.0);
INSERT INTO "spending" VALUES('discord:1576670209966604331|discord:1576670163242057730','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('telegram:1002|all','day',1795910400,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|all','minute',1795977840,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|all','month',1793491200,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|telegram:1002','day',1795910400,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|telegram:1002','minute',1795977840,1,8,0.0);
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
INSERT INTO "surfaces" VALUES('discord','1576670209966604331','','1576670209966604332',7);
INSERT INTO "surfaces" VALUES('discord','1576670209966604331','','1576670210046296109',8);
INSERT INTO "surfaces" VALUES('discord','1576670209966604331','','1576670210054684719',9);
INSERT INTO "surfaces" VALUES('discord','1576670209966604331','','1576670210071461937',10);
INSERT INTO "surfaces" VALUES('discord','1576670209966604331','','1576670218447487026',11);
INSERT INTO "surfaces" VALUES('discord','1576670209966604331','','1576670218858528819',12);
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
INSERT INTO "usage" VALUES(20786,'discord','1576670209966604331','','discord:1576670163242057730','local','test-model',2,14,2);
CREATE INDEX changes_of_scope ON changes (scope, "row");
CREATE UNIQUE INDEX inbox_deliveries ON inbox (platform, delivery) WHERE delivery != '';
CREATE INDEX inbox_of_reply ON inbox (reply);
CREATE UNIQUE INDEX inbox_once ON inbox (platform, chat, thread, id) WHERE id != '';
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
