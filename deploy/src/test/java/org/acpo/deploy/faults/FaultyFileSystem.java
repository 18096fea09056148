package org.acpo.deploy.faults;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The local files under the scheme {@code faulty}; what reads weights may fail. */
public final class FaultyFileSystem extends RawLocalFileSystem {
    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public URI getUri() {
        return URI.create("faulty:///");
    }

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        if (file.getName().matches("v-\\d+\\.safetensors")) {
            return new FaultyStream(
                    super.open(file, bufferSize), getFileStatus(file).getLen() / 2);
        }
        if (file.getName().matches("v--\\d+\\.safetensors")) {
            // weights between two minibatches, which tasks read that compute gradients
            Fault.KILL_GRADIENT.strike();
        }
        return super.open(file, bufferSize);
    }

    /** A version's weights, of which a half has been taken over when what reads them may fail. */
    private static final class FaultyStream extends FSDataInputStream {
        private final long half;

        FaultyStream(FSDataInputStream weights, long half) {
            super(weights);
            this.half = half;
        }

        @Override
        public void seek(long position) throws IOException {
            if (position > half) {
                Fault.KILL_REFRESH.strike();
                Fault.EXCEPTION.strike();
                Fault.STRAGGLER.strike();
            }
            super.seek(position);
        }
    }
}
