// portcullis-decoder: turns hostile bytes into pixels where they can do no harm.
#include "matcher/vision/decode/decoder.h"
#include "matcher/vision/sandbox/decode_worker.h"

int main(int argc, char** argv) {
  return portcullis::RunDecodeWorker(argc, argv, portcullis::MakeImageDecoder);
}
