// One experiment with the kernel for each word on the command line. Says in one line how it went:
// ALLOWED what, BLOCKED why, or NA where it cannot be tried.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <unistd.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/stat.h>
#include <sys/shm.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/sysmacros.h>
#include <sys/syscall.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <linux/netlink.h>
static int res(long r,const char*what){ if(r>=0){printf("ALLOWED %s\n",what);return 0;} printf("BLOCKED %s errno=%d (%s)\n",what,errno,strerror(errno)); return 1;}
static int un(const char*p,struct sockaddr_un*a,socklen_t*l,int abs){memset(a,0,sizeof*a);a->sun_family=AF_UNIX; size_t n=strlen(p); if(abs){memcpy(a->sun_path+1,p,n);*l=offsetof(struct sockaddr_un,sun_path)+1+n;}else{strncpy(a->sun_path,p,107);*l=sizeof*a;}return 0;}
int main(int c,char**v){ if(c<2){puts("NA usage");return 2;} const char*m=v[1]; setvbuf(stdout,0,_IONBF,0);
 if(!strcmp(m,"tcp")||!strcmp(m,"tcp6")){int f=m[3]?AF_INET6:AF_INET;int s=socket(f,SOCK_STREAM,0);if(s<0)return res(-1,"socket");int r;
  if(f==AF_INET){struct sockaddr_in a={.sin_family=AF_INET,.sin_port=htons(atoi(v[2]))};a.sin_addr.s_addr=htonl(INADDR_LOOPBACK);r=connect(s,(void*)&a,sizeof a);}
  else{struct sockaddr_in6 a={.sin6_family=AF_INET6,.sin6_port=htons(atoi(v[2])),.sin6_addr=in6addr_loopback};r=connect(s,(void*)&a,sizeof a);}
  if(r==0)(void)!write(s,"PROBE\n",6);usleep(50000);return res(r,"connect");}
 if(!strcmp(m,"udp")||!strcmp(m,"udpmsg")){int s=socket(AF_INET,SOCK_DGRAM,0);if(s<0)return res(-1,"socket");struct sockaddr_in a={.sin_family=AF_INET,.sin_port=htons(atoi(v[2]))};a.sin_addr.s_addr=htonl(INADDR_LOOPBACK);
  if(!m[3])return res(sendto(s,"PROBE",5,0,(void*)&a,sizeof a),"sendto");struct iovec io={"PROBE",5};struct msghdr h={.msg_name=&a,.msg_namelen=sizeof a,.msg_iov=&io,.msg_iovlen=1};return res(sendmsg(s,&h,0),"sendmsg");}
 if(!strcmp(m,"unix")||!strcmp(m,"unixabs")){int s=socket(AF_UNIX,SOCK_STREAM,0);if(s<0)return res(-1,"socket");struct sockaddr_un a;socklen_t l;un(v[2],&a,&l,m[4]!=0);int r=connect(s,(void*)&a,l);if(!r)(void)!write(s,"PROBE\n",6);usleep(50000);return res(r,"connect");}
 if(!strcmp(m,"dgram")||!strcmp(m,"dgrammsg")||!strcmp(m,"dgramabs")){int s=socket(AF_UNIX,SOCK_DGRAM,0);if(s<0)return res(-1,"socket");struct sockaddr_un a;socklen_t l;un(v[2],&a,&l,!strcmp(m,"dgramabs"));
  if(!strcmp(m,"dgram"))return res(sendto(s,"PROBE",5,0,(void*)&a,l),"sendto");struct iovec io={"PROBE",5};struct msghdr h={.msg_name=&a,.msg_namelen=l,.msg_iov=&io,.msg_iovlen=1};return res(sendmsg(s,&h,0),"sendmsg-dgram-unix");}
 if(!strcmp(m,"dgramraw")||!strcmp(m,"dgrampair")){int s;if(!strcmp(m,"dgramraw"))s=socket(AF_UNIX,SOCK_RAW,0);else{int p[2];s=socketpair(AF_UNIX,SOCK_DGRAM,0,p)?-1:p[0];}if(s<0)return res(-1,"socket");struct sockaddr_un a;socklen_t l;un(v[2],&a,&l,0);struct iovec io={"PROBE",5};struct msghdr h={.msg_name=&a,.msg_namelen=l,.msg_iov=&io,.msg_iovlen=1};return res(sendmsg(s,&h,0),m);}
 if(!strcmp(m,"listen")){int s=socket(AF_INET,SOCK_STREAM,0);if(s<0)return res(-1,"socket");struct sockaddr_in a={.sin_family=AF_INET,.sin_port=htons(atoi(v[2]))};a.sin_addr.s_addr=htonl(INADDR_LOOPBACK);int r=bind(s,(void*)&a,sizeof a);if(r)return res(-1,"bind");r=listen(s,1);if(r)return res(-1,"listen");sleep(2);return res(0,"listening");}
 if(!strcmp(m,"sock")){int s=socket(atoi(v[2]),atoi(v[3]),c>4?atoi(v[4]):0);return res(s,"socket");}
 if(!strcmp(m,"socketpair")){int p[2];int r=socketpair(AF_UNIX,SOCK_STREAM,0,p);if(r)return res(-1,"socketpair");return res(write(p[0],"x",1),"socketpair");}
 if(!strcmp(m,"x32socket")){long r=syscall(0x40000000|41,AF_INET,SOCK_STREAM,0);return res(r,"x32 socket(AF_INET)");}
 if(!strcmp(m,"ia32socket")){
#ifdef __x86_64__
  long r;__asm__ volatile("int $0x80":"=a"(r):"a"(359L),"b"(2L),"c"(1L),"d"(0L):"memory");if(r<0&&r>-4096){errno=-r;return res(-1,"ia32 socket");}return res(r,"ia32 socket(AF_INET)");
#else
  puts("NA arch");return 2;
#endif
 }
 if(!strcmp(m,"iouring")){char p[120];memset(p,0,sizeof p);return res(syscall(425,4,p),"io_uring_setup");}
 if(!strcmp(m,"bpf")){char a[128];memset(a,0,128);*(int*)a=2;*(int*)(a+4)=4;*(int*)(a+8)=4;*(int*)(a+12)=1;return res(syscall(SYS_bpf,0,a,72),"bpf(MAP_CREATE)");}
 if(!strcmp(m,"perf")){char a[128];memset(a,0,128);*(int*)(a)=1;*(int*)(a+4)=112;return res(syscall(SYS_perf_event_open,a,-1,0,-1,0),"perf_event_open(all cpu0)");}
 if(!strcmp(m,"uffd"))return res(syscall(SYS_userfaultfd,0),"userfaultfd(kernel faults)");
 if(!strcmp(m,"ptrace"))return res(ptrace(PTRACE_ATTACH,atoi(v[2]),0,0),"PTRACE_ATTACH");
 if(!strcmp(m,"ptracechild")){pid_t p=fork();if(!p){pause();_exit(0);}long r=ptrace(PTRACE_ATTACH,p,0,0);int e=errno;kill(p,9);errno=e;return res(r,"PTRACE_ATTACH own child");}
 if(!strcmp(m,"pvmread")){char b[8];struct iovec l={b,8},r={(void*)(c>3?strtoul(v[3],0,16):0x400000),8};return res(syscall(SYS_process_vm_readv,atoi(v[2]),&l,1,&r,1,0),"process_vm_readv");}
 if(!strcmp(m,"kill"))return res(kill(atoi(v[2]),atoi(v[3])),"kill");
 if(!strcmp(m,"pidfd")){int f=syscall(434,atoi(v[2]),0);if(f<0)return res(-1,"pidfd_open");return res(syscall(438,f,1,0),"pidfd_getfd");}
 if(!strcmp(m,"unshare")){int f=0;if(strchr(v[2],'u'))f|=CLONE_NEWUSER;if(strchr(v[2],'m'))f|=CLONE_NEWNS;if(strchr(v[2],'n'))f|=CLONE_NEWNET;return res(unshare(f),"unshare");}
 if(!strcmp(m,"mount"))return res(mount("none",v[2],"tmpfs",0,0),"mount tmpfs");
 if(!strcmp(m,"usermount")){ /* new userns+mntns, map root, tmpfs over target, write */
  uid_t u=getuid();gid_t g=getgid();if(unshare(CLONE_NEWUSER|CLONE_NEWNS))return res(-1,"unshare user+mnt");
  int f=open("/proc/self/setgroups",O_WRONLY);if(f>=0){(void)!write(f,"deny",4);close(f);}char b[64];f=open("/proc/self/uid_map",O_WRONLY);snprintf(b,64,"0 %d 1",u);if(f>=0){(void)!write(f,b,strlen(b));close(f);}f=open("/proc/self/gid_map",O_WRONLY);snprintf(b,64,"0 %d 1",g);if(f>=0){(void)!write(f,b,strlen(b));close(f);}
  int r=mount("none",v[2],"tmpfs",0,0);if(r){return res(-1,"mount in nested userns");}printf("ALLOWED nested userns mount\n");
  umount2(v[2],MNT_DETACH);umount2(v[2],MNT_DETACH);char p[4096];snprintf(p,4096,"%s/nested-escape",v[2]);f=open(p,O_CREAT|O_WRONLY,0644);printf("after-umount write %s\n",f>=0?"OK":strerror(errno));
  mount(0,v[2],0,MS_REMOUNT|MS_BIND,0);f=open(p,O_CREAT|O_WRONLY,0644);printf("after-remount write %s\n",f>=0?"OK":strerror(errno));return 0;}
 if(!strcmp(m,"remount"))return res(mount(0,v[2],0,MS_REMOUNT|MS_BIND,0),"remount rw");
 if(!strcmp(m,"umount"))return res(umount2(v[2],MNT_DETACH),"umount");
 if(!strcmp(m,"chroot"))return res(chroot(v[2]),"chroot");
 if(!strcmp(m,"mknod"))return res(mknod(v[2],S_IFCHR|0666,makedev(1,5)),"mknod c 1 5");
 if(!strcmp(m,"euid")){printf("%s euid=%d uid=%d\n",geteuid()==65534&&getuid()!=65534?"ALLOWED":"BLOCKED",geteuid(),getuid());return 0;}
 if(!strcmp(m,"memfd")){int f=syscall(SYS_memfd_create,"x",0);if(f<0)return res(-1,"memfd_create");int s=open("/bin/true",O_RDONLY);char b[65536];ssize_t n;while((n=read(s,b,sizeof b))>0)(void)!write(f,b,n);pid_t p=fork();if(!p){char*av[]={"t",0},*ev[]={0};fexecve(f,av,ev);_exit(99);}int st;waitpid(p,&st,0);errno=EPERM;return res(WIFEXITED(st)&&WEXITSTATUS(st)==0?0:-1,"memfd exec");}
 if(!strcmp(m,"shmcreate")){int k=strtol(v[2],0,0);int i=shmget(k,4096,IPC_CREAT|0666);if(i<0)return res(-1,"shmget create");char*p=shmat(i,0,0);if(p==(void*)-1)return res(-1,"shmat");strcpy(p,"HOSTSHM");return res(0,"shm created");}
 if(!strcmp(m,"shmrm")){int i=shmget(strtol(v[2],0,0),0,0);return res(shmctl(i,IPC_RMID,0),"shm rm");}
 if(!strcmp(m,"shmread")){int i=shmget(strtol(v[2],0,0),0,0);if(i<0)return res(-1,"shmget existing");char*p=shmat(i,0,SHM_RDONLY);if(p==(void*)-1)return res(-1,"shmat");printf("ALLOWED saw %.10s\n",p);return 0;}
 if(!strcmp(m,"keyadd")){long r=syscall(SYS_add_key,"user",v[2],"HOSTKEY",7,-4);return res(r,"add_key @u");}
 if(!strcmp(m,"keyfind")){long r=syscall(SYS_keyctl,10,-4L,"user",v[2],0);if(r<0)return res(-1,"keyctl search @u");char b[16]={0};long q=syscall(SYS_keyctl,11,r,b,15);return res(q,"keyctl read");}
 if(!strcmp(m,"byhandle")){char b[256];struct file_handle*h=(void*)b;h->handle_bytes=128;int mid;if(name_to_handle_at(AT_FDCWD,v[2],h,&mid,0))return res(-1,"name_to_handle_at");int d=open("/",O_RDONLY);int f=open_by_handle_at(d,h,O_RDWR);return res(f,"open_by_handle_at O_RDWR");}
 if(!strcmp(m,"setns")){int f=open(v[2],O_RDONLY);if(f<0)return res(-1,"open ns");return res(setns(f,0),"setns");}
 if(!strcmp(m,"openw")){int f=open(v[2],O_WRONLY|O_NONBLOCK);return res(f,"open(O_WRONLY), nothing written");}
 if(!strcmp(m,"openr")){int f=open(v[2],O_RDONLY|O_NONBLOCK);return res(f,"open(O_RDONLY)");}
 if(!strcmp(m,"fifow")){int f=open(v[2],O_WRONLY|O_NONBLOCK);if(f<0)return res(-1,"open fifo");return res(write(f,"PROBE\n",6),"write fifo");}
 if(!strcmp(m,"fdwrite")){int f=atoi(v[2]);return res(write(f,"PROBE\n",6),"write inherited fd");}
 if(!strcmp(m,"status")){char b[8192];int f=open("/proc/self/status",O_RDONLY);ssize_t n=read(f,b,8191);b[n>0?n:0]=0;char*l=strtok(b,"\n");while(l){if(!strncmp(l,"NoNewPrivs",10)||!strncmp(l,"Seccomp:",8)||!strncmp(l,"CapEff",6)||!strncmp(l,"CapBnd",6))printf("%s ",l);l=strtok(0,"\n");}puts("");return 0;}
 if(!strcmp(m,"tiocsti")){int f=open("/dev/tty",O_RDWR);if(f<0)return res(-1,"open /dev/tty");char x='#';return res(ioctl(f,TIOCSTI,&x),"TIOCSTI");}
 if(!strcmp(m,"forkn")){int n=atoi(v[2]),ok=0;for(int i=0;i<n;i++){pid_t p=fork();if(p==0){prctl(PR_SET_NAME,v[3]);setsid();sleep(atoi(v[4]));_exit(0);}if(p>0)ok++;else break;}printf("forked %d\n",ok);return 0;}
 if(!strcmp(m,"renameat2")){return res(syscall(SYS_renameat2,AT_FDCWD,v[2],AT_FDCWD,v[3],2),"renameat2 EXCHANGE");}
 if(!strcmp(m,"linkfd")){int f=open(v[2],O_RDONLY);if(f<0)return res(-1,"open");char p[64];snprintf(p,64,"/proc/self/fd/%d",f);return res(linkat(AT_FDCWD,p,AT_FDCWD,v[3],AT_SYMLINK_FOLLOW),"linkat /proc/self/fd");}
 if(!strcmp(m,"reopen")){int f=open(v[2],O_RDONLY);if(f<0)return res(-1,"open ro");char p[64];snprintf(p,64,"/proc/self/fd/%d",f);int g=open(p,O_WRONLY);if(g<0)return res(-1,"reopen rw via /proc/self/fd");return res(write(g,"PROBE",5),"reopen+write");}
 puts("NA unknown subcommand");return 2;}
