BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE bookmarks (
	platform TEXT NOT NULL, 
	bookmark TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (platform)
);
INSERT INTO "bookmarks" VALUES('discord','{"bot":"1576638968529682432","sessions":[[0,"1576639012137861160","ws://127.0.0.1:37081/gateway",10,1795970440.0017948]]}',1.79597044108690285678e+09);
CREATE TABLE changes (
	"row" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	scope TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	old TEXT, 
	new TEXT, 
	"by" TEXT NOT NULL, 
	at FLOAT NOT NULL
);
INSERT INTO "changes" VALUES(1,'telegram:1001','persona',NULL,'teacher','telegram:1001',1.79597043306772232058e+09);
INSERT INTO "changes" VALUES(2,'telegram:1001','persona','teacher','coder','telegram:1001',1.79597043310738539688e+09);
INSERT INTO "changes" VALUES(3,'telegram:1001','model',NULL,'local/test-model','telegram:1001',1.79597043514368987079e+09);
INSERT INTO "changes" VALUES(4,'telegram:-100500','limit all answers day',NULL,'30','telegram:1001',1.79597043632021307942e+09);
CREATE TABLE chats (
	platform TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	server TEXT NOT NULL, 
	PRIMARY KEY (platform, chat)
);
INSERT INTO "chats" VALUES('telegram','-100500','-100500');
INSERT INTO "chats" VALUES('discord','1576639026415271979','1576639026415271977');
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
INSERT INTO "grants" VALUES('telegram:person:1002','asked','',1.7959704291307435035e+09);
INSERT INTO "grants" VALUES('telegram:person:1000077','allowed','telegram:1001',1.79597043313141298292e+09);
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
	crashes INTEGER NOT NULL
);
INSERT INTO "inbox" VALUES(1,'telegram','1001','','4','','',1.79597043305300402638e+09,1.79606043305300402644e+09,0.0,NULL,NULL,0);
INSERT INTO "inbox" VALUES(2,'telegram','1001','','6','','',1.79597043310200905801e+09,1.79606043310200905798e+09,0.0,NULL,NULL,0);
INSERT INTO "inbox" VALUES(3,'telegram','1001','','8','','',1.79597043312352204315e+09,1.79606043312352204321e+09,0.0,NULL,NULL,0);
INSERT INTO "inbox" VALUES(4,'telegram','1001','','10','update 6','',1.79597043314790654183e+09,1.79606043314790654184e+09,0.0,NULL,NULL,0);
INSERT INTO "inbox" VALUES(5,'telegram','1001','','12','','',1.79597043412483048439e+09,1.79606043412483048441e+09,0.0,NULL,NULL,0);
INSERT INTO "inbox" VALUES(6,'telegram','1001','','14','','',1.79597043514012527469e+09,1.79606043514012527458e+09,0.0,NULL,NULL,0);
INSERT INTO "inbox" VALUES(7,'telegram','-100500','','1','update 10','',1795970436.15786,1796060436.15786,0.0,NULL,NULL,0);
INSERT INTO "inbox" VALUES(8,'telegram','-100500','','3','','',1.79597043624374341969e+09,1.79606043624374341963e+09,0.0,NULL,NULL,0);
INSERT INTO "inbox" VALUES(9,'telegram','-100500','','5','','',1.79597043630010056499e+09,1.79606043630010056488e+09,0.0,NULL,NULL,0);
INSERT INTO "inbox" VALUES(10,'telegram','1002','','3','update 13','',1.7959704363580536842e+09,1.79606043635805368418e+09,0.0,NULL,NULL,0);
INSERT INTO "inbox" VALUES(11,'discord','1576639026415271979','','1576639026415271980','','',1.79597043644738483432e+09,1.7960604364473848343e+09,0.0,NULL,NULL,0);
INSERT INTO "inbox" VALUES(12,'discord','1576639026415271979','','1576639026931171375','','',1.7959704365876760483e+09,1.79606043658767604827e+09,0.0,NULL,NULL,0);
INSERT INTO "inbox" VALUES(13,'discord','1576639026415271979','','1576639035323973682','','discord:1576638968575819778',1.79597043856021809571e+09,1.79606043856021809577e+09,0.0,'{"origin":{"place":{"platform":"discord","chat":"1576639026415271979"},"person":{"platform":"discord","id":"1576638968575819778"},"target":{"kind":"chat","place":{"platform":"discord","chat":"1576639026415271979"},"reply_to":"1576639035323973682"},"server":"1576639026415271977","locale":"en-US","name":"ida","joined":1767225600.0,"server_locale":"en-US"},"id":"1576639035323973682","text":"Tell me of the sea","addressed":true}',6,0);
INSERT INTO "inbox" VALUES(14,'telegram','1001','','16','update 14','telegram:1001',1.79597043856074857709e+09,1.79606043856074857711e+09,0.0,'{"origin":{"place":{"platform":"telegram","chat":"1001"},"person":{"platform":"telegram","id":"1001"},"target":{"kind":"chat","place":{"platform":"telegram","chat":"1001"}},"private":true,"linear":true,"name":"Person"},"id":"16","text":"Tell me of the sea","addressed":true,"age":0.0011184215545654297}',7,0);
CREATE TABLE lines (
	platform TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	thread TEXT NOT NULL, 
	"after" INTEGER NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (platform, chat, thread)
);
INSERT INTO "lines" VALUES('telegram','1001','',2,1.79597043416678977013e+09);
INSERT INTO "lines" VALUES('telegram','-100500','',4,1.79597043627487635607e+09);
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
	FOREIGN KEY(parent) REFERENCES messages ("row")
);
INSERT INTO "messages" VALUES(1,'telegram','1001','',NULL,NULL,'user','telegram:1001','Remember the word barnacle',1.7959704331565783024e+09,0,NULL,NULL,0,NULL,NULL);
INSERT INTO "messages" VALUES(2,'telegram','1001','',1,1,'assistant','','Aye.',1.7959704331565783024e+09,0,NULL,NULL,0,NULL,NULL);
INSERT INTO "messages" VALUES(3,'telegram','-100500','',NULL,NULL,'user','telegram:1001','Remember the word capstan',1.79597043617972564697e+09,0,NULL,NULL,0,NULL,NULL);
INSERT INTO "messages" VALUES(4,'telegram','-100500','',3,3,'assistant','','Aye.',1.79597043617972564697e+09,0,NULL,NULL,0,NULL,NULL);
INSERT INTO "messages" VALUES(5,'telegram','1002','',NULL,NULL,'user','telegram:1002','Remember the word dinghy',1.79597043637305164333e+09,0,NULL,NULL,0,NULL,NULL);
INSERT INTO "messages" VALUES(6,'telegram','1002','',5,5,'assistant','','Aye.',1.79597043637305164333e+09,0,NULL,NULL,0,NULL,NULL);
INSERT INTO "messages" VALUES(7,'discord','1576639026415271979','',NULL,NULL,'user','discord:1576638968575819778','Remember the word halyard',1.79597043649531483647e+09,0,NULL,NULL,0,NULL,NULL);
INSERT INTO "messages" VALUES(8,'discord','1576639026415271979','',7,7,'assistant','','Aye.',1.79597043649531483647e+09,0,NULL,NULL,0,NULL,NULL);
INSERT INTO "messages" VALUES(9,'discord','1576639026415271979','',NULL,NULL,'user','discord:1576638968575819778','Remember the word jib',1.79597043663226127625e+09,0,NULL,NULL,0,NULL,NULL);
INSERT INTO "messages" VALUES(10,'discord','1576639026415271979','',9,9,'assistant','','Aye.',1.79597043663226127625e+09,0,NULL,NULL,0,NULL,NULL);
INSERT INTO "messages" VALUES(11,'discord','1576639026415271979','',10,9,'user','discord:1576638968575819778','Tell me of the sea',1.7959704385873243808e+09,0,NULL,NULL,0,NULL,NULL);
INSERT INTO "messages" VALUES(12,'discord','1576639026415271979','',11,9,'assistant','','',1.7959704385873243808e+09,0,NULL,NULL,0,NULL,NULL);
INSERT INTO "messages" VALUES(13,'telegram','1001','',NULL,NULL,'user','telegram:1001','Tell me of the sea',1.79597043861129260057e+09,0,NULL,NULL,0,NULL,NULL);
INSERT INTO "messages" VALUES(14,'telegram','1001','',13,13,'assistant','','',1.79597043861129260057e+09,0,NULL,NULL,0,NULL,NULL);
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
INSERT INTO "names" VALUES('discord:server:1576639026415271977','server','','','',1.79597043649612379077e+09);
INSERT INTO "names" VALUES('telegram:person:1001','Person','','','',1.7959704330677578449e+09);
INSERT INTO "names" VALUES('telegram:place:1001','Person','','telegram:person:1001','',1.7959704330677578449e+09);
INSERT INTO "names" VALUES('telegram:server:-100500','Group','','','',1.79597043631943511969e+09);
CREATE TABLE owners (
	platform TEXT NOT NULL, 
	id TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (platform, id)
);
INSERT INTO "owners" VALUES('telegram','1001',1.79597042892951750756e+09);
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
	FOREIGN KEY("row") REFERENCES messages ("row")
);
INSERT INTO "replies" VALUES(6,'{"kind": "chat", "place": {"platform": "discord", "chat": "1576639026415271979", "thread": ""}, "reply_to": "1576639035323973682", "nonce": ""}','[{"kind": "message", "place": {"platform": "discord", "chat": "1576639026415271979", "thread": ""}, "id": "1576639036041199667"}]',12,'A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, th',1.7959704385873243808e+09,1.79597044146897649764e+09,1,1,4);
INSERT INTO "replies" VALUES(7,'{"kind": "chat", "place": {"platform": "telegram", "chat": "1001", "thread": ""}, "reply_to": "", "nonce": ""}','[{"kind": "message", "place": {"platform": "telegram", "chat": "1001", "thread": ""}, "id": "17"}]',14,'A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the ship. A sentence about the sea, the sky and the sh',1.79597043861129260057e+09,1.79597044164316177366e+09,1,1,0);
CREATE TABLE reservations (
	"key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	subjects TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	answers INTEGER NOT NULL, 
	tokens INTEGER NOT NULL, 
	dollars FLOAT NOT NULL
);
INSERT INTO "reservations" VALUES(4,'[["bot|all", 0], ["discord-server:1576639026415271977|shared", 0], ["bot|unpriced", 0], ["discord-server:1576639026415271977|unpriced", 0], ["bot|discord:1576638968575819778", 0], ["discord-server:1576639026415271977|all", 0], ["discord-server:1576639026415271977|discord:1576638968575819778", 0], ["discord:1576639026415271979|all", 0], ["discord:1576639026415271979|discord:1576638968575819778", 0]]',1.79597043858764123915e+09,1,2056,0.0);
CREATE TABLE servers (
	platform TEXT NOT NULL, 
	server TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	thread TEXT NOT NULL, 
	joined FLOAT NOT NULL, 
	removed FLOAT NOT NULL, 
	PRIMARY KEY (platform, server)
);
INSERT INTO "servers" VALUES('telegram','-100500','-100500','',1.79597043617972564697e+09,0.0);
INSERT INTO "servers" VALUES('discord','1576639026415271977','1576639026415271979','',1.79597043644678139688e+09,0.0);
CREATE TABLE settings (
	scope TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	older INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (scope, "key")
);
INSERT INTO "settings" VALUES('telegram:1001','persona','coder','telegram:1001',1.79597043310738539688e+09,0);
INSERT INTO "settings" VALUES('telegram:1001','model','local/test-model','telegram:1001',1.79597043514368987079e+09,0);
INSERT INTO "settings" VALUES('telegram:-100500','limit all answers day','30','telegram:1001',1.79597043632021307942e+09,0);
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
INSERT INTO "spending" VALUES('bot|all','minute',1795970400,4,2080,0.0);
INSERT INTO "spending" VALUES('bot|all','month',1793491200,4,2080,0.0);
INSERT INTO "spending" VALUES('bot|discord:1576638968575819778','day',1795910400,3,2072,0.0);
INSERT INTO "spending" VALUES('bot|discord:1576638968575819778','minute',1795970400,3,2072,0.0);
INSERT INTO "spending" VALUES('bot|discord:1576638968575819778','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('bot|telegram:1002','day',1795910400,1,8,0.0);
INSERT INTO "spending" VALUES('bot|telegram:1002','minute',1795970400,1,8,0.0);
INSERT INTO "spending" VALUES('bot|telegram:1002','month',1793491200,1,8,0.0);
INSERT INTO "spending" VALUES('bot|unpriced','day',1795910400,4,2080,0.0);
INSERT INTO "spending" VALUES('bot|unpriced','minute',1795970400,4,2080,0.0);
INSERT INTO "spending" VALUES('bot|unpriced','month',1793491200,4,2080,0.0);
INSERT INTO "spending" VALUES('discord-server:1576639026415271977|all','day',1795910400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576639026415271977|all','minute',1795970400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576639026415271977|all','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576639026415271977|discord:1576638968575819778','day',1795910400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576639026415271977|discord:1576638968575819778','minute',1795970400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576639026415271977|discord:1576638968575819778','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576639026415271977|shared','day',1795910400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576639026415271977|shared','minute',1795970400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576639026415271977|shared','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576639026415271977|unpriced','day',1795910400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576639026415271977|unpriced','minute',1795970400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord-server:1576639026415271977|unpriced','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('discord:1576639026415271979|all','day',1795910400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord:1576639026415271979|all','minute',1795970400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord:1576639026415271979|all','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('discord:1576639026415271979|discord:1576638968575819778','day',1795910400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord:1576639026415271979|discord:1576638968575819778','minute',1795970400,3,2072,0.0);
INSERT INTO "spending" VALUES('discord:1576639026415271979|discord:1576638968575819778','month',1793491200,3,2072,0.0);
INSERT INTO "spending" VALUES('telegram:1002|all','day',1795910400,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|all','minute',1795970400,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|all','month',1793491200,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|telegram:1002','day',1795910400,1,8,0.0);
INSERT INTO "spending" VALUES('telegram:1002|telegram:1002','minute',1795970400,1,8,0.0);
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
INSERT INTO "surfaces" VALUES('discord','1576639026415271979','','1576639026415271980',7);
INSERT INTO "surfaces" VALUES('discord','1576639026415271979','','1576639026931171373',8);
INSERT INTO "surfaces" VALUES('discord','1576639026415271979','','1576639026931171375',9);
INSERT INTO "surfaces" VALUES('discord','1576639026415271979','','1576639027224772657',10);
INSERT INTO "surfaces" VALUES('discord','1576639026415271979','','1576639035323973682',11);
INSERT INTO "surfaces" VALUES('discord','1576639026415271979','','1576639036041199667',12);
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
INSERT INTO "usage" VALUES(20786,'discord','1576639026415271979','','discord:1576638968575819778','local','test-model',2,14,2);
CREATE INDEX changes_of_scope ON changes (scope, "row");
CREATE INDEX messages_of_place ON messages (platform, chat, thread, "row");
CREATE INDEX messages_of_author ON messages (author, "row") WHERE author != '';
CREATE INDEX messages_of_parent ON messages (parent);
CREATE INDEX messages_by_time ON messages (at);
CREATE UNIQUE INDEX inbox_once ON inbox (platform, chat, thread, id) WHERE id != '';
CREATE INDEX inbox_of_reply ON inbox (reply);
CREATE UNIQUE INDEX inbox_deliveries ON inbox (platform, delivery) WHERE delivery != '';
CREATE INDEX surfaces_of_row ON surfaces ("row");
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('inbox',14);
INSERT INTO "sqlite_sequence" VALUES('changes',4);
INSERT INTO "sqlite_sequence" VALUES('messages',14);
INSERT INTO "sqlite_sequence" VALUES('replies',7);
INSERT INTO "sqlite_sequence" VALUES('reservations',4);
COMMIT;
